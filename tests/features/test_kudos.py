"""Giving recognition, as the people in it experience it: on Slack and on Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

from tests.features.scene import Scene

LINE = "/kudos @ben #early-flag you raised the vendor risk nine days early, we could replan"
NOTE = "you raised the vendor risk nine days early, we could replan"


# --- Giving in one line -------------------------------------------------------------------------------------------


async def test_a_kudos_reaches_the_channel_and_its_receiver_once(scene: Scene) -> None:
    """The main job: said once, the right people see it, once."""
    await scene.gives(scene.ana, LINE)
    [post] = scene.stage.channel()
    [copy] = scene.stage.direct(scene.ben)
    for seen in (post, copy):
        assert NOTE in seen.words
        assert "Early flag" in seen.words
        assert "Ana Ruiz" in seen.words
    assert not scene.stage.direct(scene.chi)


async def test_nobody_sees_a_kudos_before_the_undo_window_ends(scene: Scene) -> None:
    """Undo means that nobody ever saw it, so nothing leaves for thirty seconds."""
    preview = await scene.stage.says(scene.ana, LINE)
    await scene.passes(seconds=29)
    assert scene.stage.channel() == []
    assert NOTE in preview.words
    assert "nobody sees it" in preview.words


async def test_several_people_are_thanked_in_one_line(scene: Scene) -> None:
    """Everyone thanked gets a direct message; the channel gets one post."""
    await scene.gives(scene.ana, f"/kudos @ben @chi #early-flag {NOTE}")
    [post] = scene.stage.channel()
    assert "Ben Okafor" in post.words
    assert "Chiara Lindqvist" in post.words
    assert len(scene.stage.direct(scene.ben)) == len(scene.stage.direct(scene.chi)) == 1


async def test_a_private_kudos_is_seen_by_its_receiver_only(scene: Scene) -> None:
    """A private kudos never reaches a channel by itself."""
    await scene.gives(scene.ana, f"/kudos @ben private #early-flag {NOTE}")
    assert scene.stage.channel() == []
    [copy] = scene.stage.direct(scene.ben)
    assert "Only Ana Ruiz and the people thanked can read this" in copy.words


async def test_send_now_skips_the_wait(scene: Scene) -> None:
    """Who is sure need not wait."""
    preview = await scene.stage.says(scene.ana, LINE)
    await scene.stage.presses(scene.ana, preview, "Send now")
    await scene.settle()
    assert len(scene.stage.channel()) == 1


async def test_the_same_delivery_many_times_at_once_is_one_kudos(scene: Scene) -> None:
    """Platforms redeliver; people thanked once are thanked once, and each copy gets the same answer."""
    answers = await asyncio.gather(*(scene.stage.says(scene.ana, LINE, delivery="the-same") for _ in range(8)))
    await scene.passes(seconds=31)
    assert len(scene.stage.channel()) == 1
    assert len(scene.stage.direct(scene.ben)) == 1
    assert {NOTE in answer.words for answer in answers} == {True}


# --- When something is missing ------------------------------------------------------------------------------------


async def test_too_few_words_open_the_form_with_all_that_was_said(scene: Scene) -> None:
    """Nothing typed is lost: the form holds it and says what is missing."""
    form = await scene.stage.says(scene.ana, "/kudos @ben #early-flag thanks a lot")
    assert form.is_form
    assert "Say a little more" in form.words
    assert form.fields["note"].value == "thanks a lot"
    await scene.passes(seconds=31)
    assert scene.stage.channel() == []


async def test_an_unknown_name_is_answered_with_close_matches(scene: Scene) -> None:
    """A typing error leads on, not to a dead end."""
    form = await scene.stage.says(scene.ana, f"/kudos @Chiarra #early-flag {NOTE}")
    assert "Did you mean Chiara Lindqvist?" in form.words


async def test_a_typed_name_that_fits_one_person_is_that_person(scene: Scene) -> None:
    """People type @Ben when the platform did not make it a mention."""
    await scene.gives(scene.ana, f"/kudos @Okafor #early-flag {NOTE}")
    assert len(scene.stage.direct(scene.ben)) == 1


async def test_a_mention_in_the_middle_of_the_story_reads_as_a_name(scene: Scene) -> None:
    """Platforms tell mentions by id; people read names."""
    await scene.gives(scene.ana, "/kudos @ben #early-flag you and @chi told us about the vendor risk nine days early")
    [copy] = scene.stage.direct(scene.ben)
    assert "you and Chiara Lindqvist told us" in copy.words
    assert not scene.stage.direct(scene.chi)


async def test_an_unknown_badge_is_answered_with_close_matches(scene: Scene) -> None:
    """The same for badges."""
    form = await scene.stage.says(scene.ana, f"/kudos @ben #erly-flag {NOTE}")
    assert "Did you mean #early-flag?" in form.words


async def test_an_owned_error_needs_its_corrective_action(scene: Scene) -> None:
    """The badge is for errors that were repaired, so it asks how."""
    form = await scene.stage.says(scene.ana, f"/kudos @ben #own-and-fix {NOTE}")
    assert "Say what is different now" in form.words
    await scene.gives(scene.ana, f"/kudos @ben #own-and-fix {NOTE} fix: the import now checks dates")
    [post] = scene.stage.channel()
    assert "the import now checks dates" in post.words


async def test_nobody_thanks_themselves(scene: Scene) -> None:
    """Recognition comes from others."""
    form = await scene.stage.says(scene.ana, f"/kudos @ana #early-flag {NOTE}")
    assert "You can't thank yourself" in form.words


async def test_guests_can_neither_give_nor_receive(scene: Scene) -> None:
    """Only full members take part, and a refused attempt leaves nothing behind."""
    form = await scene.stage.says(scene.ana, f"/kudos @gil #early-flag {NOTE}")
    assert "can't receive kudos" in form.words
    refused = await scene.stage.says(scene.gil, LINE)
    assert "Only full members" in refused.words
    await scene.passes(seconds=31)
    assert scene.stage.channel() == []


async def test_the_same_person_is_thanked_at_most_twice_in_thirty_days(scene: Scene) -> None:
    """The pack's limit keeps thanks from becoming a ring; it opens again with time."""
    await scene.gives(scene.ana, LINE)
    await scene.gives(scene.ana, LINE)
    form = await scene.stage.says(scene.ana, LINE)
    assert "You have thanked Ben Okafor 2 times" in form.words
    await scene.passes(days=31)
    await scene.gives(scene.ana, LINE)
    assert len(scene.stage.channel()) == 3


async def test_the_monthly_allowance_cannot_be_overspent_even_at_once(scene: Scene) -> None:
    """Six a month, also when two arrive in the same instant."""
    await scene.gives(scene.ana, f"/kudos @ben @chi #early-flag {NOTE}")
    await scene.gives(scene.ana, f"/kudos @ben @chi #early-flag {NOTE}")
    lines = [f"/kudos @{who} @hana #early-flag {NOTE}" for who in ("dan", "dan")]
    await asyncio.gather(*(scene.stage.says(scene.ana, line) for line in lines))
    await scene.passes(seconds=31)
    assert len(scene.stage.channel()) == 3
    spent = await scene.stage.says(scene.ana, f"/kudos @dan #early-flag {NOTE}")
    assert "You have given all 6 kudos of this month" in spent.words


# --- The form -----------------------------------------------------------------------------------------------------


async def test_the_form_gives_a_kudos(scene: Scene) -> None:
    """Bare /kudos opens the form; sending it does the same as the line."""
    form = await scene.stage.says(scene.ana, "/kudos")
    values = {"receivers": [scene.ben, scene.chi], "badge": "Early flag", "note": NOTE}
    done = await scene.stage.submits(scene.ana, form, values)
    assert "is saved" in done.words
    await scene.passes(seconds=31)
    assert len(scene.stage.channel()) == 1


async def test_the_form_says_field_by_field_what_is_missing(scene: Scene) -> None:
    """Errors stand beside their field, and the form stays open with what was typed."""
    form = await scene.stage.says(scene.ana, "/kudos")
    values = {"receivers": [scene.ben], "badge": "Owned it and fixed it", "note": "too short"}
    again = await scene.stage.submits(scene.ana, form, values)
    assert set(again.errors) == {"note", "correction"}
    done = await scene.stage.submits(scene.ana, form, values | {"note": NOTE, "correction": "There is a check now."})
    assert "is saved" in done.words


async def test_the_people_field_finds_members_by_any_part_of_their_name(scene: Scene) -> None:
    """Typing finds colleagues; guests are not offered."""
    form = await scene.stage.says(scene.ana, "/kudos")
    assert await scene.stage.finds(scene.ana, "lindq", form) == ["Chiara Lindqvist"]
    assert await scene.stage.finds(scene.ana, "gil", form) == []


async def test_every_input_says_who_will_see_it(scene: Scene) -> None:
    """Promise 9: the true visibility line."""
    form = await scene.stage.says(scene.ana, "/kudos")
    assert "If you choose “Everyone”, everyone in the organization can read this" in form.words
    assert "If you choose “Only them and me”, only you and the people you thank can read this" in form.words


async def test_a_colleagues_message_is_thanked_from_its_menu(scene: Scene) -> None:
    """The author is already chosen and the message is quoted for the giver to build on."""
    form = await scene.stage.uses(
        scene.ana, "Thank for this message", scene.ben, "The export will be late, here is why"
    )
    assert form.is_form
    done = await scene.stage.submits(
        scene.ana, form, {"badge": "Early flag", "note": f"{form.fields['note'].value}{NOTE}"}
    )
    assert "is saved" in done.words
    await scene.passes(seconds=31)
    [copy] = scene.stage.direct(scene.ben)
    assert "The export will be late" in copy.words


# --- Taking back, changing, answering -----------------------------------------------------------------------------


async def test_undo_within_the_window_means_nobody_ever_saw_it(scene: Scene) -> None:
    """Nothing is posted, and the allowance is whole again."""
    preview = await scene.stage.says(scene.ana, LINE)
    done = await scene.stage.presses(scene.ana, preview, "Undo")
    assert "Nobody saw it" in done.words
    await scene.passes(seconds=120)
    assert scene.stage.channel() == []
    assert scene.stage.direct(scene.ben) == []
    mine = await scene.stage.says(scene.ana, "/kudos mine")
    assert "6 more people" in mine.words


async def test_an_undo_pressed_too_late_is_a_withdrawal_that_says_so(scene: Scene) -> None:
    """A stale button does the honest thing."""
    preview = await scene.gives(scene.ana, LINE)
    done = await scene.stage.presses(scene.ana, preview, "Undo")
    await scene.settle()
    assert "is withdrawn" in done.words
    [post] = scene.stage.channel()
    assert NOTE not in post.words
    assert "withdrew" in post.words


async def test_withdrawing_takes_the_words_out_of_every_message(scene: Scene) -> None:
    """Later withdrawal edits the post and the direct message."""
    await scene.gives(scene.ana, LINE)
    mine = await scene.stage.says(scene.ana, "/kudos mine")
    opened = await scene.stage.chooses(
        scene.ana, mine, "Open one to edit, withdraw or share it", "Ana Ruiz to Ben Okafor: Early flag"
    )
    await scene.stage.presses(scene.ana, opened, "Withdraw")
    await scene.settle()
    assert NOTE not in scene.stage.channel()[0].words
    assert NOTE not in scene.stage.direct(scene.ben)[0].words
    assert len(scene.stage.channel()) == 1


async def test_an_edit_after_sending_is_marked(scene: Scene) -> None:
    """What people have read does not change silently."""
    preview = await scene.gives(scene.ana, LINE)
    form = await scene.stage.presses(scene.ana, preview, "Edit")
    await scene.stage.submits(scene.ana, form, {"note": f"{NOTE} without any overtime"})
    await scene.settle()
    [post] = scene.stage.channel()
    assert "without any overtime" in post.words
    assert "(edited)" in post.words


async def test_an_edit_before_sending_leaves_no_mark(scene: Scene) -> None:
    """Nobody saw the first words, so there is nothing to mark."""
    preview = await scene.stage.says(scene.ana, LINE)
    form = await scene.stage.presses(scene.ana, preview, "Edit")
    await scene.stage.submits(scene.ana, form, {"note": f"{NOTE} without any overtime"})
    await scene.passes(seconds=31)
    [post] = scene.stage.channel()
    assert "without any overtime" in post.words
    assert "(edited)" not in post.words


async def test_two_edits_from_the_same_opening_do_not_overwrite_each_other(scene: Scene) -> None:
    """The second save is told that the kudos changed since its form was opened."""
    preview = await scene.gives(scene.ana, LINE)
    form = await scene.stage.presses(scene.ana, preview, "Edit")
    await scene.stage.submits(scene.ana, form, {"note": f"{NOTE} first"})
    stale = await scene.stage.submits(scene.ana, form, {"note": f"{NOTE} second"})
    assert "changed since you opened it" in stale.words
    await scene.settle()
    assert "first" in scene.stage.channel()[0].words


async def test_a_kudos_can_be_edited_for_a_day_only(scene: Scene) -> None:
    """Afterwards it stands as it was read."""
    preview = await scene.gives(scene.ana, LINE)
    await scene.passes(days=2)
    answer = await scene.stage.presses(scene.ana, preview, "Edit")
    assert "can be edited for a day" in answer.words


async def test_i_saw_this_too_counts_each_witness_once(scene: Scene) -> None:
    """Endorsements are witnesses, not votes: once each, never by those concerned."""
    await scene.gives(scene.ana, LINE)
    [post] = scene.stage.channel()
    for who in (scene.chi, scene.chi, scene.dan, scene.ana, scene.ben):
        await scene.stage.presses(who, post, "I saw this too")
    await scene.settle()
    assert "2 colleagues saw this too" in scene.stage.channel()[0].words


async def test_the_receiver_decides_whether_a_review_may_cite_it(scene: Scene) -> None:
    """Not citable until the receiver allows it, and they can take that back."""
    await scene.gives(scene.ana, LINE)
    [copy] = scene.stage.direct(scene.ben)
    assert "cannot be cited in a review unless you allow it" in copy.words
    allowed = await scene.stage.presses(scene.ben, copy, "Let reviews cite it")
    assert "may be cited as evidence" in allowed.words
    again = await scene.stage.presses(scene.ben, allowed, "Don't let reviews cite it")
    assert "cannot be cited" in again.words


async def test_a_receiver_can_take_their_name_off_the_post(scene: Scene) -> None:
    """Being praised in public is not everyone's wish."""
    await scene.gives(scene.ana, LINE)
    await scene.stage.presses(scene.ben, scene.stage.direct(scene.ben)[0], "Take my name off the post")
    await scene.settle()
    [post] = scene.stage.channel()
    assert "Ben Okafor" not in post.words + post.fallback
    assert "a colleague" in post.words


async def test_a_private_kudos_goes_wider_only_when_every_receiver_agrees(scene: Scene) -> None:
    """One agreement out of two is not enough."""
    await scene.gives(scene.ana, f"/kudos @ben @chi private #early-flag {NOTE}")
    await scene.stage.presses(scene.ben, scene.stage.direct(scene.ben)[0], "Share it with everyone")
    await scene.settle()
    assert scene.stage.channel() == []
    await scene.stage.presses(scene.chi, scene.stage.direct(scene.chi)[0], "Share it with everyone")
    await scene.settle()
    assert len(scene.stage.channel()) == 1


# --- Who may do what ----------------------------------------------------------------------------------------------


async def test_a_button_in_the_wrong_hands_reads_like_a_missing_thing(scene: Scene) -> None:
    """Ids swapped between people: refused, in the words for what does not exist."""
    preview = await scene.gives(scene.ana, LINE)
    for label in ("Undo", "Edit", "Send now"):
        stolen = await scene.stage.presses(scene.chi, preview, label)
        assert "can't find that" in stolen.words
    await scene.settle()
    assert NOTE in scene.stage.channel()[0].words


async def test_hostile_text_is_inert(scene: Scene) -> None:
    """Nobody is pinged and no link is made by what somebody typed."""
    hostile = f"<!channel> <@U999> *bold* [click](https://evil.example) <at>Everyone</at> & {NOTE}"
    form = await scene.stage.says(scene.ana, "/kudos")
    values = {"receivers": [scene.ben], "badge": "Early flag", "note": hostile}
    await scene.stage.submits(scene.ana, form, values)
    await scene.passes(seconds=31)
    [post] = scene.stage.channel()
    assert hostile in post.words


async def test_odd_characters_are_made_harmless_and_too_much_text_is_refused(scene: Scene) -> None:
    """The same on both databases: control characters go, and nothing is cut silently."""
    form = await scene.stage.says(scene.ana, "/kudos")
    values = {"receivers": [scene.ben], "badge": "Early flag", "note": f"\u202e{NOTE}\x07 caf\u0065\u0301"}
    await scene.stage.submits(scene.ana, form, values)
    await scene.passes(seconds=31)
    assert f"{NOTE} caf\u00e9" in scene.stage.channel()[0].words
    long = await scene.stage.submits(scene.ana, form, values | {"note": "word " * 640})
    assert "At most 1,500 characters" in long.errors.get("note", "")


# --- Finding one's way --------------------------------------------------------------------------------------------


async def test_my_kudos_lists_given_received_and_what_is_left(scene: Scene) -> None:
    """Everyone sees their own, and only their own."""
    await scene.gives(scene.ana, LINE)
    given = await scene.stage.says(scene.ana, "/kudos mine")
    assert "5 more people" in given.words
    assert "Ana Ruiz to Ben Okafor" in given.words
    received = await scene.stage.says(scene.ben, "/kudos mine")
    assert "6 more people" in received.words
    assert "Ana Ruiz to Ben Okafor" in received.words
    assert "Ana Ruiz to Ben Okafor" not in (await scene.stage.says(scene.chi, "/kudos mine")).words


async def test_home_shows_the_latest_kudos_and_the_allowance(scene: Scene) -> None:
    """The same facts as the command, where people look for them."""
    empty = await scene.stage.opens_home(scene.ben)
    assert "Nothing yet" in empty.words
    await scene.gives(scene.ana, LINE)
    home = await scene.stage.opens_home(scene.ben)
    assert NOTE in home.words
    assert "6 more people" in home.words


async def test_help_explains_with_an_example_and_lists_the_badges(scene: Scene) -> None:
    """Every command answers help."""
    answer = await scene.stage.says(scene.ana, "/kudos help")
    assert "#early-flag" in answer.words
    assert "30 seconds to undo" in answer.words
    overview = await scene.stage.says(scene.ana, "/vouchsafe help")
    assert "/kudos" in overview.words


async def test_a_misspelled_command_leads_on(scene: Scene) -> None:
    """An unknown word gets "did you mean"."""
    answer = await scene.stage.says(scene.ana, "/vouchsafe kudso")
    assert "Did you mean" in answer.words


async def test_only_hr_chooses_the_channel_for_public_kudos(scene: Scene) -> None:
    """Where thanks appear is HR's to decide; others read what they would read of a missing thing."""
    refused = await scene.stage.says(scene.ana, "/vouchsafe here")
    assert "can't find that" in refused.words
    chosen = await scene.stage.says(scene.hana, "/vouchsafe here", where="general")
    assert "public kudos are posted in" in chosen.words
