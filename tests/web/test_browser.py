"""What people see and do in the rehearsal room, in a real browser against the real process."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.web.visitors import PHONE, Visitors

STORY = "you raised the risk with our provider nine days early, we could replan in time"
HOSTILE = (
    "<img src=x onerror='window.harmed=1'> <script>window.harmed=1</script> </textarea><svg onload=window.harmed=1> "
    "<!channel> {{7*7}} [see](javascript:window.harmed=1) &lt;b&gt; is what I wrote, and it stays as it is"
)


# --- The main path ------------------------------------------------------------------------------------------------


def test_a_person_is_picked_and_their_channel_opens(visitors: Visitors) -> None:
    """The first page names everyone with a line of what to try; one click makes the visitor that person."""
    page = visitors.page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Step into Quillbrook")
    expect(page.locator(".person")).to_have_count(26)
    expect(page.locator(".person .try")).to_have_count(26)
    page.get_by_role("link", name="Ben Okafor").click()
    expect(page.locator(".me .name")).to_contain_text("Ben Okafor")
    expect(page.locator(".line").last).to_contain_text("Ana Ruiz thanked Ben Okafor: Early flag")


def test_kudos_by_one_line_reach_the_channel_and_the_person_when_the_clock_moves(visitors: Visitors) -> None:
    """Nobody sees it for thirty seconds; then the post stands in #wins and a message in Daniel's conversation."""
    ana, ben, daniel = visitors.enter("ana", "billing"), visitors.enter("ben"), visitors.enter("daniel", "dm")
    ana.says(f"/kudos @daniel #early-flag {STORY}")
    expect(ana.whisper).to_contain_text("Your kudos to Daniel Sørensen is saved")
    expect(ana.whisper).to_contain_text("Only you can see this")
    expect(ben.line(STORY)).to_have_count(0)
    expect(daniel.line(STORY)).to_have_count(0)
    ana.moves_clock("+1 min")
    expect(ben.line(STORY)).to_contain_text("@Ana Ruiz thanked @Daniel Sørensen")
    expect(daniel.line(STORY)).to_contain_text("It cannot be cited in a review unless you allow it")
    daniel.presses("Let reviews cite it", on=daniel.line(STORY))
    expect(daniel.line(STORY)).to_contain_text("It may be cited as evidence in your review")


def test_kudos_by_the_form_say_field_by_field_what_is_missing(visitors: Visitors) -> None:
    """Each error stands at its field, is counted at the top, and nothing that was typed is lost."""
    chiara = visitors.enter("chiara", "billing")
    chiara.says("/kudos")
    expect(chiara.form.get_by_role("heading")).to_have_text("Give kudos")
    chiara.form.get_by_label("What happened?").fill("good work")
    chiara.presses("Give kudos", on=chiara.form)
    expect(chiara.form.get_by_role("alert")).to_contain_text("things need your attention")
    expect(chiara.form.get_by_role("combobox", name="Whom do you thank?")).to_have_attribute("aria-invalid", "true")
    expect(chiara.form.get_by_label("What happened?")).to_have_value("good work")
    chiara.chooses_person("mei", "Mei Zhou")
    chiara.picks("What helped?", "Owned it and fixed it")
    chiara.form.get_by_label("What happened?").fill(STORY)
    chiara.presses("Give kudos", on=chiara.form)
    expect(chiara.form.get_by_role("alert")).to_contain_text("Say what is different now")
    expect(chiara.form.get_by_role("checkbox", name="Mei Zhou")).to_be_checked()
    chiara.form.get_by_label("What is different now?").fill("the tax table has a test for both dates")
    chiara.presses("Give kudos", on=chiara.form)
    expect(chiara.form).to_have_count(0)
    expect(chiara.whisper).to_contain_text("Your kudos to Mei Zhou is saved")
    chiara.presses("Send kudos to Mei Zhou now")
    expect(chiara.whisper).to_contain_text("Your kudos to Mei Zhou is on its way")
    chiara.go("wins")
    expect(chiara.line("What is different now").last).to_contain_text("the tax table has a test for both dates")


def test_undo_within_the_window_leaves_no_trace_but_the_draft(visitors: Visitors) -> None:
    """The clock may move as it likes: nothing is sent, and the words come back with the form."""
    elif_, noor = visitors.enter("elif", "general"), visitors.enter("noor", "dm")
    elif_.says("/kudos @noor #quiet-work this one was meant for somebody else and must never reach anybody at all")
    elif_.presses("Undo kudos to Noor Jansen")
    expect(elif_.whisper).to_contain_text("Nobody saw it")
    elif_.moves_clock("+1 hour")
    elif_.go("wins")
    expect(elif_.line("meant for somebody else")).to_have_count(0)
    expect(noor.line("meant for somebody else")).to_have_count(0)
    elif_.says("/kudos")
    expect(elif_.form.get_by_label("What happened?")).to_have_value(re.compile("meant for somebody else"))


def test_who_saw_it_too_says_so_once(visitors: Visitors) -> None:
    """The number on the post goes up for everyone, once per person, and never for those concerned."""
    lena, grace = visitors.enter("lena"), visitors.enter("grace")
    post = "the auditors asked for the meter inventory"
    expect(grace.line(post)).to_contain_text("1 colleague saw this too")
    lena.presses("I saw this too: kudos from Helen Achterberg")
    expect(lena.whisper).to_contain_text("Counted")
    expect(grace.line(post)).to_contain_text("2 colleagues saw this too")
    lena.presses("I saw this too: kudos from Helen Achterberg")
    expect(lena.page.locator(".whisper").filter(has_text="Not counted")).to_be_visible()
    expect(grace.line(post)).to_contain_text("2 colleagues saw this too")


def test_a_private_kudos_is_seen_by_two_sides_until_it_is_shared(visitors: Visitors) -> None:
    """Omar alone decides; what Chiara wrote weeks ago then stands in the channel."""
    omar, rosa = visitors.enter("omar", "dm"), visitors.enter("rosa")
    words = "my planning meetings leave no room for questions"
    expect(omar.line(words)).to_contain_text("Only Chiara Lindqvist and the people thanked can read this")
    expect(rosa.line(words)).to_have_count(0)
    omar.presses("Share it with everyone", on=omar.line(words))
    expect(rosa.line(words)).to_contain_text("@Chiara Lindqvist thanked @Omar Haddad")


def test_a_withdrawn_kudos_takes_its_words_out_of_every_message(visitors: Visitors) -> None:
    """The list of one's own leads there; the post and the direct message say what became of it."""
    priya, ben = visitors.enter("priya"), visitors.enter("ben", "dm")
    words = "argued for the bigger cache"
    expect(ben.line(words)).to_be_visible()
    priya.says("/kudos mine")
    priya.presses("Choose: Open one to edit, withdraw or share it")
    priya.presses("Withdraw", on=priya.whisper)
    expect(priya.line(words)).to_have_count(0)
    expect(ben.line(words)).to_have_count(0)
    expect(ben.line("Priya Raman withdrew a kudos to you")).to_be_visible()


# --- Other people, other days, other hours ------------------------------------------------------------------------


def test_two_people_read_each_other_without_reloading(visitors: Visitors) -> None:
    """A message appears at the other's as soon as it is written, and elsewhere as one unread."""
    fatou, jun = visitors.enter("fatou", "field-service"), visitors.enter("jun", "field-service")
    aroha = visitors.enter("aroha", "general")
    fatou.says("The depot opens at seven tomorrow.")
    expect(jun.line("The depot opens at seven")).to_contain_text("Fatou Diallo")
    jun.says("Then I start with the pump house.")
    expect(fatou.line("Then I start with the pump house.")).to_contain_text("Jun Park")
    expect(aroha.page.get_by_role("link", name="field-service")).to_contain_text("2 unread")


def test_each_reads_times_in_their_own_zone(visitors: Visitors) -> None:
    """The same post, at another hour in Auckland than in Madrid."""
    shown = {
        visitors.enter(who, "general").line("Does somebody count").locator("time").first.text_content()
        for who in ("ana", "aroha", "grace")
    }
    assert len(shown) == 3


def test_a_whole_day_passes_at_one_press(visitors: Visitors) -> None:
    """And the page says how far the room is ahead of the real world."""
    marcus = visitors.enter("marcus")
    marcus.moves_clock("+1 day")
    expect(marcus.page.locator("#clock .ahead")).to_have_text(re.compile(r"^\d+ days? .*ahead$|^\d+ days? ahead$"))


def test_who_cannot_take_part_is_told_so(visitors: Visitors) -> None:
    """A guest reads along; somebody who has left finds no box to write in."""
    gil, jonas = visitors.enter("gil", "general"), visitors.enter("jonas", "general")
    gil.says("/kudos")
    expect(gil.whisper).to_contain_text("Only full members of this organization can use Vouchsafe")
    expect(jonas.page.get_by_text("Jonas Keller has left Quillbrook")).to_be_visible()
    expect(jonas.page.get_by_role("combobox", name="Message to")).to_have_count(0)


# --- Ways to use it -----------------------------------------------------------------------------------------------


def test_everything_works_with_the_keyboard_alone(visitors: Visitors) -> None:
    """From the first page to a kudos by the form and one by a line: Tab, arrows and Enter."""
    page = visitors.page()
    page.goto("/")
    tab_to(page, "Samir Patel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/as/samir/wins")
    page.keyboard.type("/kud")
    page.keyboard.press("Enter")  # takes the suggestion
    page.keyboard.type("@grac")
    page.keyboard.press("Enter")
    page.keyboard.type("#quiet-work you kept the old answers tidy all month so that I found each one at once")
    page.keyboard.press("Enter")
    expect(page.locator(".whisper").last).to_contain_text("Your kudos to Grace Whitlock is saved")
    tab_to(page, "Send kudos to Grace Whitlock now", back=True)
    page.keyboard.press("Enter")
    expect(page.locator(".line").last).to_contain_text("@Samir Patel thanked @Grace Whitlock")
    tab_to(page, "Message to #wins")
    page.keyboard.type("/kudos")
    page.keyboard.press("Enter")
    fill_form_by_keyboard(page)
    expect(page.locator(".whisper").last).to_contain_text("Your kudos to Pavel Novák is saved")


def fill_form_by_keyboard(page: Page) -> None:
    form = page.get_by_role("dialog")
    expect(form.get_by_role("combobox", name="Whom do you thank?")).to_be_focused()
    page.keyboard.type("pav")
    expect(form.get_by_role("option", name="Pavel Novák")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Quiet")
    page.keyboard.press("Tab")
    page.keyboard.type("you finished the pump house a day early and told the whole route about the valve")
    tab_to(page, "Give kudos")
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until what is focused is called so."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = page.evaluate(
            "[document.activeElement].map(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)[0]"
        )
        if name in str(focused):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_a_form_that_is_left_by_escape_gives_the_focus_back(visitors: Visitors) -> None:
    """And the page goes on where it was."""
    yuki = visitors.enter("yuki", "platform")
    yuki.says("/kudos")
    expect(yuki.form).to_be_visible()
    yuki.page.keyboard.press("Escape")
    expect(yuki.form).to_have_count(0)
    expect(yuki.page.get_by_role("combobox", name="Message to")).to_be_focused()


def test_a_phone_shows_it_all_without_sideways_scrolling(visitors: Visitors) -> None:
    """Places behind a menu, a form that fits, buttons that a thumb can hit."""
    tomas = visitors.enter("tomas", "wins", **PHONE)
    page = tomas.page
    assert fits(page)
    page.get_by_role("link", name="Open the list of places").tap()
    page.get_by_role("link", name="platform").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("#platform")
    page.get_by_role("button", name="/kudos").tap()
    expect(tomas.form).to_be_visible()
    assert fits(page)
    tomas.chooses_person("lena", "Lena Brandt")
    tomas.picks("What helped?", "Asked the question")
    tomas.form.get_by_label("What happened?").fill(STORY)
    send = tomas.form.get_by_role("button", name="Give kudos")
    box = send.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    send.tap()
    expect(tomas.whisper).to_contain_text("Your kudos to Lena Brandt is saved")
    assert fits(page)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_it_works_without_scripts(visitors: Visitors) -> None:
    """Slower, with a reload for each step, and complete."""
    page = visitors.page(java_script_enabled=False)
    page.goto("/as/kofi/general")
    page.get_by_label("Message to").fill(f"/kudos @samir #asked-first {STORY}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".whisper").last).to_contain_text("Your kudos to Samir Patel is saved")
    page.get_by_role("button", name="Undo kudos to Samir Patel").click()
    expect(page.locator(".whisper").last).to_contain_text("Nobody saw it")


# --- Hostile words ------------------------------------------------------------------------------------------------


def test_hostile_words_are_only_words(visitors: Visitors) -> None:
    """Markup, scripts and templates are shown as they were typed: in a message, a kudos, a form and a suggestion."""
    ingrid, hana = visitors.enter("ingrid", "general"), visitors.enter("hana")
    ingrid.says(HOSTILE)
    expect(ingrid.line(HOSTILE)).to_be_visible()
    ingrid.says(f"/kudos @hana #asked-first {HOSTILE}")
    expect(ingrid.whisper.locator("blockquote")).to_have_text(HOSTILE)
    ingrid.presses("Edit kudos to Hana Weiss")
    expect(ingrid.form.get_by_label("What happened?")).to_have_value(HOSTILE)
    ingrid.presses("Save", on=ingrid.form)
    ingrid.moves_clock("+1 min")
    expect(hana.line(HOSTILE)).to_contain_text("@Ingrid Solberg thanked @Hana Weiss")
    ingrid.says("/<img src=x onerror=window.harmed=1>")
    expect(ingrid.whisper).to_contain_text("I don't know “<img”")
    for page in (ingrid.page, hana.page):
        assert page.evaluate("window.harmed") is None
        expect(page.locator("main img, main script, main svg[onload], main a[href^='javascript']")).to_have_count(0)
