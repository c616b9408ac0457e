// A list of suggestions under a text box: the ARIA combobox pattern, for the composer and for people fields.

export class Suggestions {
  // `take(item)` is called with the chosen one; items are {label, description, ...}.
  constructor(box, list, take) {
    this.box = box;
    this.list = list;
    this.take = take;
    this.items = [];
    this.at = -1;
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("blur", () => this.hide());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  show(items, { first = true } = {}) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, at) => this.row(item, at)));
    this.list.hidden = !items.length;
    this.box.setAttribute("aria-expanded", String(items.length > 0));
    this.point(items.length && first ? 0 : -1);
  }

  hide() {
    this.show([]);
  }

  row(item, at) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${at}`;
    row.role = "option";
    row.dataset.at = at;
    row.append(Object.assign(document.createElement("span"), { textContent: item.label }));
    if (item.description) row.append(" ", Object.assign(document.createElement("small"), { textContent: item.description }));
    return row;
  }

  point(at) {
    this.at = at;
    for (const row of this.list.children) row.setAttribute("aria-selected", String(Number(row.dataset.at) === at));
    const row = this.list.children[at];
    if (row) this.box.setAttribute("aria-activedescendant", row.id);
    else this.box.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  choose(at) {
    const item = this.items[at];
    this.hide();
    if (item) this.take(item);
  }

  key(event) {
    if (!this.isOpen || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point((this.at + step + this.items.length) % this.items.length);
    else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.choose(this.at);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

// Letters without accents and case, for comparing.
export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// Completes commands at the start and people after "@".
export function composer(box, list, { commands, people }) {
  const found = new Suggestions(box, list, (item) => {
    const { from } = wanted(box);
    box.setRangeText(`${item.value} `, from, box.selectionStart, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("input", () => {
    const { word } = wanted(box);
    if (word.startsWith("/")) found.show(...commandsFor(word.toLowerCase(), commands));
    else if (word.startsWith("@")) found.show(people.filter((one) => fits(one.label, word.slice(1))).slice(0, 8));
    else found.hide();
  });
  return found;
}

// A command that is typed out needs no choosing: Enter sends it.
function commandsFor(word, commands) {
  const fitting = commands.filter((one) => one.value.startsWith(word));
  return [fitting, { first: !fitting.some((one) => one.value === word) }];
}

function wanted(box) {
  const before = box.value.slice(0, box.selectionStart);
  if (/^\/\S*$/.test(before)) return { word: before, from: 0 };
  const mention = before.match(/(?:^|\s)(@[\p{L}\p{M}.'-]*)$/u);
  return mention ? { word: mention[1], from: before.length - mention[1].length } : { word: "", from: before.length };
}

function fits(name, start) {
  return plain(name).split(/\s+/).concat(plain(name)).some((part) => part.startsWith(plain(start)));
}

// A people field: type, choose, and the person stands above as a check box that can be taken away.
export function peopleField(field) {
  const box = field.querySelector("[role=combobox]");
  const chips = field.querySelector(".chips");
  const status = field.querySelector("[role=status]");
  const found = new Suggestions(box, field.querySelector("[role=listbox]"), (item) => {
    chips.append(chip(item, chips.dataset.name));
    box.value = "";
    status.textContent = `${item.label} added.`;
  });
  let asked = 0;
  box.addEventListener("input", async () => {
    const mine = ++asked;
    found.show(found.items.filter((one) => fits(one.label, box.value.trim()))); // Enter never takes an older answer's first
    const items = box.value.trim() ? await search(field, box.value.trim()) : [];
    if (mine !== asked) return; // something else was typed meanwhile
    const chosen = new Set([...chips.querySelectorAll(":checked")].map((one) => one.value));
    const fresh = items.filter((one) => !chosen.has(one.value));
    found.show(fresh);
    status.textContent = box.value.trim() ? `${fresh.length} found.` : "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // a name half typed does not send the form
    if (event.key === "Backspace" && !box.value) chips.lastElementChild?.remove();
  });
  chips.addEventListener("change", (event) => {
    event.target.closest(".chip").remove();
    box.focus();
  });
}

async function search(field, query) {
  const url = `${field.dataset.search}?${new URLSearchParams({ token: field.dataset.token, q: query })}`;
  const answer = await fetch(url).catch(() => null);
  return answer?.ok ? answer.json() : [];
}

function chip(item, name) {
  const label = Object.assign(document.createElement("label"), { className: "chip" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value: item.value, checked: true });
  label.append(box, Object.assign(document.createElement("span"), { textContent: item.label }));
  return label;
}
