//! The parts of an address as patterns. `<number>`, `<sure>` and the like stand for the other
//! constants, `<A>` for capital letters, `<a>` for all letters.

/// The number of a house.
pub(super) const NUMBER: &str = "(?:(?-u:\\b)(?:No\\.? ?|Nos\\.? ?|\
    #)?\\d{1,5}(?:\\s?[-/&]\\s?\\d{1,5})?(?:\\s?[A-Za-z](?-u:\\b)|\\s1/2)?,?\\s)";

/// A word of the name of a street.
pub(super) const NAME: &str = "(?:[<A>][<a>'’-]*\\.?|\\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)|of|the|de|la|del|\
    du|des|upon|and|&)";

/// A point of the compass behind a street.
pub(super) const SIDE: &str = r"(?:\s(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?-u:\b)\.?)?";

/// Kinds of street in small letters.
pub(super) const SMALL_KIND: &str = "street|str|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|crescent|close|terrace|\
    drive|dr|court|ct|gardens|grove|mews|way|place|pl|parkway|square|row|circle|hill|park|walk";

/// A number, a name and what can only be a street.
pub(super) const SURE: &str = "<number>(?:(?:The|Old|New|Upper|Lower|N|S|E|W|NE|NW|SE|\
    SW)\\.?\\s)?(?:<name>\\s){1,4}?(?:<sure>|STREET|ST|ROAD|RD|AVENUE|AVE|LANE|LN|DRIVE|DR|BLVD|CLOSE|COURT|CT|WAY|\
    PLACE|PL|TERRACE|CRESCENT|street|road|avenue|lane|rd|ave)(?-u:\\b)\\.?<side>|\
    <number>The\\s[<A>][<a>]+(?-u:\\b)";

/// A number, a name and what may be a street.
pub(super) const UNSURE: &str = r"<number>(?:<name>\s){1,3}?(?:<unsure>)(?-u:\b)<side>";

/// The same in small letters.
pub(super) const SMALL: &str = r"<number>(?:[a-z][a-z'’.-]*\s|\d{1,3}(?:st|nd|rd|th)\s){1,3}?(?:<small>)(?-u:\b)";

/// A number and a street of one word.
pub(super) const NAMED: &str = "(?-u:\\b)\\d{1,5}[A-Za-z]?,?\\s(?:(?:E|W|N|S|East|West|North|\
    South)\\.?\\s)?(?:Broadway|Piccadilly|Strand|Whitehall|Cheapside|Kingsway|Queensway|Bowery|Haymarket|Pall Mall|\
    Cornhill|Holborn|Aldwych|Poultry|Millbank|[<A>][a-zß-ɏ]+(?:gate|way|side|bourne|wood Park|croft)(?-u:\\b),)";

/// A street without a number, where someone is said to live.
pub(super) const CUED: &str = "(?-u:\\b)(?i-u:live|lives|living|lived|reside|resides|residing|neighbours?|neighbors?|\
    address is|address:|address was|home is|house is|flat is|moved|moving|delivered|deliver|sent|send|ship|shipped|\
    post|posted|dropped)(?:\\s(?i-u:it|me|my|order|parcel|package|now|just|over|here|them|everything))*(?:\\s(?i-u:at|\
    on|in|to|off|near))?\\s(?:the\\s)?((?:\
    (?:[<A>][<a>'’-]+\\s?){1,4},\\s)?(?:[<A>][<a>'’-]+\\s){1,3}?(?:Street|Road|Rd|Avenue|Ave|\
    Lane|Drive|Crescent|Terrace|Close|Grove|Mews|Boulevard|Blvd|Gardens|Court|Place|Way)(?-u:\\b))";

/// A number and a name.
pub(super) const PLAIN: &str = r"<number>[<A>][<a>'’-]+(?:\s[<A>][<a>'’-]+){0,2}";

/// Before: someone lives there.
pub(super) const HOME: &str = "(?-u:\\b)(?i-u:lives?|lived|living|reside|resides|address|moved|home)(?:\\s(?i-u:is|at|\
    to|on|in|near))*\\s?:?\\s(?i-u:(?:number|no)\\.?\\s)?$";

/// Before: a flat or a house with a name.
pub(super) const UNIT_BEFORE: &str = "(?:(?:<unit>|\
    \\d{1,2}/\\d{1,2}),?\\s(?:[<A>][<a>'’-]+\\s){0,3}?(?:[<A>][<a>'’-]+,\\s)?|\
    (?:[<A>][<a>'’-]+\\s){1,2}(?:House|Court|Cottage|Tower|Towers|Mansions|Lodge|Hall|Heights|Farm|Barn|\
    Villa|Manor|Buildings|Apartments|Point|Grange|Rectory|Vicarage|Mill),\\s)+$";

/// After: a flat.
pub(super) const UNIT_AFTER: &str = r"^,?\s?<unit>(?-u:\b)";

/// After: a town.
pub(super) const TOWN: &str = "^(,?\\s)((?:[<A>][<a>][<a>'’.-]*)(?:\\s(?:upon|on|in|le|la|de|under|\
    of|St\\.?)(?:\\s(?:the))?\\s[<A>][<a>'’-]+|[ -][<A>][a-zß-ɏ][<a>'’-]*){0,2})";

/// After: a state or province.
pub(super) const STATE: &str = r"^,?\s(?:(?:VIC|NSW|QLD|TAS|ACT|WA|SA|NT)\s\d{4}|<state>)(?-u:\b)";

/// After: a postal code.
pub(super) const ZIP: &str = "^,?\\s(?:\\d{5}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]?\\s?\\d[A-Z]{2}|\
    [A-Z]\\d[A-Z]\\s?\\d[A-Z]\\d)(?-u:\\b)";

/// Before: a place to go or send to.
pub(super) const CUE: &str = "(?-u:\\b)(?i-u:address|adress|addr|deliver\\w*|ship\\w*|sen[dt]|send it|mail\\w*|\
    post\\w*|liv(?:e|es|ed|ing)|resid\\w+|moved?|moving|locat\\w+|based|home|house|flat|apartment|place|parcel|\
    package|courier|collect\\w*|pick\\w*|drop\\w*|left|went|go|goes|come|came|to|at|from|for|is|was|not|or|near|\
    outside|instead of|number|and)(?:\\s(?i-u:it|them|me|us|is|was|to|at|from|now|the|my|address|new|old|on|should|be|\
    one|up|off))*\\s?[:,(-]?\\s*$|(?:^|[.!?:;\\n]\\s*)$";

/// Before: the number counts something else.
pub(super) const COUNTED: &str = "(?-u:\\b)(?i-u:gate|platform|room|rooms|table|terminal|line|bus|exit|aisle|row|seat|\
    pitch|zone|size|version|season|episode|top|iphone|galaxy|part|page|day|week|chapter|grade|level|model|the|best|\
    all|these|those|first|last|every|over|about|around|than|version|route|sizes?)\\s$";

/// Before: something is sent there, or someone lives there.
pub(super) const SENT: &str = "(?-u:\\b)(?i-u:address|deliver\\w*|ship\\w*|sen[dt]|post(?:ed)?|mail(?:ed)?|\
    liv(?:e|es|ed|ing)|resid\\w+|moved|home|house|flat)(?-u:\\b)[^.!?\\n]{0,24}$";

/// After: the street is where a shop is.
pub(super) const SHOP: &str = "^\\s(?i-u:store|shop|branch|station|bus|tube|stop|location|outlet|market|showroom|\
    restaurant|cafe|studio|salon|clinic|gym|office|hotel|mall|train|hospital|surgery|school|library|park|exit|\
    entrance|end|car park|counter|depot|site|team|pizza|bakery)(?-u:\\b)";

/// Post boxes, roads with numbers, and addresses as other countries write them, each behind words without which it is
/// not worth looking.
pub(super) const OTHER: [(&[&str], &str); 10] = [
    (
        &["venue d", "oulevard d", "lace d", "quare d", "oute d", "uai d", "ours d", "emin d", "llée d", "passe d"],
        "(?-u:\\b)\\d{1,4}(?:\\s?(?:bis|ter))?,?\\s(?:[Aa]venue|[Bb]oulevard|Place|Square|Route|[Qq]uai|[Cc]ours|\
        [Cc]hemin|[Aa]llée|[Ii]mpasse)\\s(?:de\\sla\\s|de\\sl['’]|des\\s|du\\s|de\\s|d['’])[<A>][<a>'’-]*\
        (?:[ -](?:(?:de|des|du|la|le|et)\\s){0,2}[<A>][<a>'’-]*){0,3}",
    ),
    (&["box", "Box", "BOX"], r"(?-u:\b)[Pp]\.?\s?[Oo]\.?\s?(?:[Bb]ox|BOX)\s(?:[Nn]o\.?\s)?#?\d{1,7}(?-u:\b)"),
    (
        &["Road ", "Rd ", "Route", "Rt", "Highway", "Hwy", "US ", "Interstate", "FM ", "CR ", "SR ", "RR "],
        "(?-u:\\b)\\d{1,5}\\s(?:[NSEW]\\.?\\s)?(?:(?:County|State) \
        (?:Road|Rd|Highway|Route)|Route|Rte\\.?|Rt\\.?|Highway|\
        Hwy\\.?|US|US Highway|Interstate|FM|CR|SR|RR|Rural Route)\\s?\\d{1,4}[A-Z]?(?-u:\\b)",
    ),
    (&["Box"], r"(?-u:\b)(?:PSC|Unit|CMR)\s\d{1,5},?\sBox\s\d{1,5}(?-u:\b)"),
    (
        &[
            "Rue ", "Calle ", "Carrer ", "Aven", "Avda", "Paseo", "Via", "Piazza", "Corso", "Rua ", "Trav", "Pra",
            "Ul", "ul",
        ],
        "(?-u:\\b)(?:Rue|Calle|Carrer|Avenida|Avda|Paseo|Viale|Piazza|Corso|Rua|Travessa|Praça|Ulica|ul)\\.?\\s\
        (?:(?:[<A>][<a>'’-]*|de|la|el|los|las|del|della|delle|di|dei|da|do|dos|du|des|[dl]'[<a>]+)\\.?\\s?){1,5},?\\s?\
        (?:n[º°.]?\\s?)?\\d{1,4}[A-Za-z]?(?-u:\\b)|(?-u:\\b)Via\\s(?:[<A>][<a>'’-]*\\s){1,2}\\d{1,3}(?:,|\\.|$)",
    ),
    (
        &[
            "rue",
            "Rue",
            "avenue",
            "boulevard",
            "bd ",
            "uai ",
            "llée",
            "hemin",
            "mpasse",
            "ours ",
            "ia ",
            "alle ",
            "ua ",
            "alan ",
        ],
        "(?-u:\\b)\\d{1,4}(?:\\s?(?:bis|ter|[A-D]))?,?\\s(?:[Rr]ue|avenue|boulevard|bd|[Qq]uai|[Aa]llée|[Cc]hemin|\
        [Ii]mpasse|[Cc]ours|[Vv]ia|[Cc]alle|[Rr]ua|[Jj]alan)\\s\
        (?:(?:[<A>][<a>'’-]*|des|del|de|la|les|le|du|[dl]'[<a>]+|el)(?-u:\\b)\\s?){1,5}",
    ),
    (
        &[
            "str", "weg", "gasse", "platz", "allee", "damm", "ufer", "laan", "gracht", "plein", "vej", "gatan", "gen ",
            "katu",
        ],
        "(?:(?:Am|An der|Im|Zum|Alte|Neue|Auf der)\\s)?[<A>][<a>-]+(?:straße|strasse|str\\.|weg|gasse|platz|allee|damm|\
        ufer|straat|laan|gracht|plein|vej|gatan|vägen|katu)\\s\\d{1,4}\\s?[A-Za-z]?(?-u:\\b)",
    ),
    (
        &[
            "-ku", "-shi", "-cho", "-machi", "-gun", "-mura", "-ken", "-fu", "Tokyo", "Osaka", "Kyoto", "Yokohama",
            "Nagoya",
        ],
        "(?-u:\\b)\\d{1,3}(?:-\\d{1,4}){1,3},?\\s(?:[<A>][<a>-]+(?:\\s[<A>][<a>-]+)?)(?:,\\s?[<A>][<a>-]+)*,?\\s\
        (?:[<A>][<a>]+-(?:ku|shi|cho|machi|gun|mura|ken|fu)|Tokyo|Osaka|Kyoto|Yokohama|Nagoya)(?:,\\s?[<A>][<a>-]+)*",
    ),
    (
        &["-ku", "-shi", "-cho", "-machi"],
        "[<A>][<a>]+(?:-(?:cho|machi|chome))?\\s\\d{1,3}(?:-\\d{1,4}){1,3},\\s[<A>][<a>]+-(?:ku|shi|cho|machi)\
        (?:,\\s?[<A>][<a>-]+)*",
    ),
    (
        &[
            "House",
            "Court",
            "Tower",
            "Mansions",
            "Lodge",
            "Heights",
            "Point",
            "Buildings",
            "Wharf",
            "Apartments",
            "Estate",
            "Park",
        ],
        "(?:Flat|Apt|Apartment|Unit|Suite)\\.?\\s?#?[A-Za-z]?\\d{1,4}[A-Za-z]?,?\\s(?:[<A>][<a>'’-]+\\s){1,2}(?:House|\
        Court|Tower|Towers|Mansions|Lodge|Heights|Point|Buildings|Wharf|Apartments|Estate|Industrial Estate|\
        Business Park|Trading Estate|Retail Park)(?-u:\\b)",
    ),
];
