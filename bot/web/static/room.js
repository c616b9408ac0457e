// Makes the pages of the room live. Everything here works as plain form posts too; this only spares the reload.

import { composer, peopleField } from "./suggest.js";

const KEYED = ["lines", "whispers"]; // lists whose children have ids and are exchanged one by one
const WHOLE = ["place-list", "clock", "home"]; // regions exchanged as one when they differ
const { path } = document.body.dataset;
let latest = Number(document.body.dataset.drawing);

// --- Exchanging what changed --------------------------------------------------------------------------------------

function exchange(fresh) {
  const drawing = Number(fresh.body.dataset.drawing);
  if (drawing < latest) return; // an answer that was overtaken on its way
  latest = drawing;
  for (const id of KEYED) mergeList(document.getElementById(id), fresh.getElementById(id));
  for (const id of WHOLE) mergeWhole(document.getElementById(id), fresh.getElementById(id));
  if (!fresh.getElementById("empty")) document.getElementById("empty")?.remove();
}

function mergeList(mine, fresh) {
  if (!mine || !fresh) return;
  const wanted = new Set([...fresh.children].map((one) => one.id));
  for (const one of [...mine.children]) if (!wanted.has(one.id)) one.remove();
  let after = null;
  for (const one of [...fresh.children]) {
    const old = document.getElementById(one.id);
    const here = old && same(old, one) ? old : one;
    if (old && here !== old) swap(old, here);
    if ((after ? after.nextElementSibling : mine.firstElementChild) !== here) after ? after.after(here) : mine.prepend(here);
    after = here;
  }
}

function mergeWhole(mine, fresh) {
  if (mine && fresh && !same(mine, fresh)) swap(mine, fresh);
}

// Tokens and keys differ between two drawings of the same thing; what people read and press does not.
function same(one, other) {
  return drawn(one) === drawn(other);
}

function drawn(node) {
  const copy = node.cloneNode(true);
  for (const key of copy.querySelectorAll("input[name=key]")) key.remove();
  for (const busy of copy.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  return copy.outerHTML;
}

function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const twin = focused.value && fresh.querySelector(`[name="${focused.name}"][value="${CSS.escape(focused.value)}"]:not([disabled])`);
  (twin || fresh).focus({ preventScroll: true });
}

// --- Posting without a reload -------------------------------------------------------------------------------------

let opener = null;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  const button = event.submitter;
  const data = new URLSearchParams(new FormData(form, button));
  data.set("key", crypto.randomUUID());
  if (!form.closest("dialog")) opener = form.contains(document.activeElement) ? document.activeElement : button;
  if (button?.matches("[data-close]")) document.getElementById("dialog")?.close();
  busy(form, button, true);
  const fresh = await fetchPage(button?.getAttribute("formaction") || form.action, { method: "POST", body: data });
  busy(form, button, false);
  if (!fresh) return;
  if (form.matches("[data-says]")) clear(form.querySelector("textarea"));
  exchange(fresh);
  exchangeDialog(fresh);
  reveal(form);
});

function busy(form, button, on) {
  if (on) form.dataset.busy = "1";
  else delete form.dataset.busy;
  if (on) button?.setAttribute("aria-busy", "true");
  else button?.removeAttribute("aria-busy");
}

async function fetchPage(url, options) {
  try {
    const answer = await fetch(url, options);
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    toast("The room did not answer. Nothing was changed; what you wrote is still here.");
    return null;
  }
}

function reveal(form) {
  const last = document.getElementById("whispers")?.lastElementChild;
  if (form.closest("dialog") || form.matches("[data-says], .shortcuts, .message-actions")) last?.scrollIntoView({ block: "nearest" });
}

function clear(box) {
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- The dialog ---------------------------------------------------------------------------------------------------

function exchangeDialog(fresh) {
  const old = document.getElementById("dialog");
  const wasOpen = old?.open;
  document.getElementById("dialog-home").replaceChildren(...fresh.getElementById("dialog-home").children);
  const dialog = document.getElementById("dialog");
  if (dialog) openDialog(dialog);
  else if (wasOpen || old) returnFocus();
}

function openDialog(dialog) {
  dialog.removeAttribute("open");
  dialog.showModal();
  dialog.addEventListener("cancel", () => post(`${path}/close`));
  dialog.addEventListener("close", returnFocus);
  for (const field of dialog.querySelectorAll(".people")) peopleField(field);
  for (const box of dialog.querySelectorAll("[data-count]")) countLeft(box);
  (dialog.querySelector("[autofocus]") || dialog.querySelector(".field :is(input, textarea, select)"))?.focus();
}

function returnFocus() {
  if (document.getElementById("dialog")?.open) return;
  const goal = opener?.isConnected ? opener : document.getElementById("composer");
  goal?.focus({ preventScroll: true });
}

function countLeft(box) {
  const left = Object.assign(document.createElement("p"), { className: "count-left" });
  const say = () => (left.textContent = `${(box.maxLength - box.value.length).toLocaleString("en")} characters left`);
  box.addEventListener("input", say);
  box.after(left);
  say();
}

function post(url, values = {}) {
  return fetch(url, { method: "POST", body: new URLSearchParams(values) }).catch(() => null);
}

// --- The composer -------------------------------------------------------------------------------------------------

function readyComposer(box) {
  composer(box, document.getElementById("composer-found"), JSON.parse(document.getElementById("suggestions").textContent));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit(box.form.querySelector(".send"));
  });
  if (!CSS.supports("field-sizing", "content")) {
    box.addEventListener("input", () => (box.rows = Math.min(10, box.value.split("\n").length)));
  }
}

// --- Hearing of changes -------------------------------------------------------------------------------------------

let looking = null;

async function look() {
  if (looking) return (looking.again = true);
  do {
    looking = { again: false };
    const answer = await fetch(path).catch(() => null);
    if (answer?.ok) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } while (looking.again);
  looking = null;
}

function listen() {
  const events = new EventSource(`${path}/live?drawing=${latest}`);
  events.addEventListener("changed", look);
  let lost = false;
  events.addEventListener("error", () => (lost = true));
  events.addEventListener("open", () => {
    if (lost) {
      latest = 0; // the room may have been opened anew
      look(); // something may have happened while nobody listened
    }
    lost = false;
    document.documentElement.dataset.live = "1";
  });
}

function toast(text) {
  const box = document.getElementById("toast");
  box.querySelector("p").textContent = text;
  box.hidden = false;
}

if (path) {
  const box = document.getElementById("composer");
  if (box) readyComposer(box);
  const dialog = document.getElementById("dialog");
  if (dialog) openDialog(dialog);
  document.querySelector("#toast button").addEventListener("click", (event) => (event.target.parentElement.hidden = true));
  document.querySelector(".menu[href='#places']")?.addEventListener("click", () => setTimeout(() => document.querySelector(".close-menu").focus()));
  listen();
}
