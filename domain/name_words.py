"""Words that are names of people as well: written small they are words, and a mask leaves them as they are."""

from __future__ import annotations

WORDS = frozenset(
    """
    all amber and any april are art ash august autumn baker ball banks barber bass bean bear beard bell bench berry
    best bill bird bishop black blake blank bliss bloom blue board bond book booth both box branch brandy bridge
    bright brook brown buck bud buddy burn burns bush but butcher butler butter byte cage camp can cannon canon cape
    care carol carpenter case cash castle chamber chambers chance charity chase cherry child chip christian chuck
    church clay clever cliff close coach coat colleague constant cook coop coral corner cotton court craft crane
    creed crisp cross crow crowd crystal curry curt dance dare darling dash dawn day dean dear deer desk destiny
    dial dick did dot dove draper drew driver drum duke each earl earnest east english ever fair faith farmer
    feather fern few field fields finch fine fish fisher flood flora flowers fluke fold foot for ford forest foster
    fox frank free freed freeman french friend from frost gale game garden gardener garland gates gay gene german
    get ginger glad glass gold good goods grace grant gray green grey grove guest gun guy had hale hall ham hand
    hands hard harmony harper hart has have haven hawk hay hazel head heard heart heather held her here high hill
    hills him his holder holiday holly home honor hood hook hooker hope horn house how hunt hunter hurt idea indigo
    iris its ivory ivy jack jade jay jet jewel jolly joy judge july june junior just justice keen key keys kind king
    kit kitchen knight knot lake lamb lamp land lane large law laws lead leader leaf lee let light like lily line
    link little lock long lord lot love loving low luck lucky mace major man mango many march marina mark marks
    marsh mason max may mayor mead means melody merchant merit merry might miles mill mills mint misty money monk
    moody moon moral more morning most mount mountain much must nail nation new nice night noble norm north not now
    nurse ocean off old olive one opal oral order our out over own pace pack page painter palm pansy paper park
    parks part pat patience peace peak pearl peg penny pepper person pike pine piper plant plum pole pond pool pope
    poppy porter post pound powers price pride priest prince prior prudence pry purple put queen quick rain ram ramp
    ray reader ready real record reed rice rich ring rings rip rise river rivers roads rob rock rocky rod root roots
    rose round ruby rush rusty sage said sale salmon salt same sands sandy savage saw say school seal see self
    senior serenity service set shade sharp she sheets shell shepherd shields shine shore short shrewd silver simple
    singer skip sky slack slaughter sleep small smart snow solo some song south spark sparks spear spears speed
    spring square stack stacks staff stage stamp star stark state steel steer step sterling stern steward stock
    stone stones storm stout strange street strong study style such sue suit summer summers sunny swan sweet swift
    swing tailor take team temple test than that the them then there they this thorn too town towns toy trainer tree
    trip true try turn turner twist two use vale van very vest victor view villa vine violet wade wagon wait waiter
    walk walker wall walls want ward was waste waters way weaver weeks well went were west what wheat wheel wheeler
    when white who whole why wild wilder will wills wind window wine winner winter winters wise wish with wolf wood
    woods wool word words work workman worth would wren yard yet you young your
    """.split()  # noqa: SIM905 - a list of hundreds of words reads as a text
)
