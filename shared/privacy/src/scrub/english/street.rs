//! What streets are called.
//!
//! The kinds are the street suffixes of the postal services (USPS Publication 28, appendix C1, and British usage), by
//! how surely they make a street of a number and a name.

/// Street, and nothing else: "12 Mill Lane".
pub(super) const SURE: &str = "Street|Str|St|Road|Rd|Avenue|Avenues|Ave|Av|Aven|Lane|Ln|Boulevard|Blvd|Boul|Drive|\
Drv|Dr|Crescent|Cres|Terrace|Ter|Terr|Parkway|Pkwy|Pkway|Highway|Hwy|Freeway|Fwy|Expressway|Expy|Turnpike|Tpke|\
Circle|Cir|Grove|Mews|Alley|Aly|Causeway|Close|Embankment|Esplanade|Gardens|Gdns|Loop|Motorway|Pike|Place|Pl|Plaza|\
Plz|Promenade|Quay|Court|Ct|Row|Square|Sq|Trail|Trl|Walk|Way|Wharf|Wynd|Yard|Rise|Cul-de-sac|Parade|Pde|Chase|Drove|\
Croft|Lea|Vale|Ridgeway|Broadway|High St";

/// Also an ordinary word: these need a town behind or a cue before.
pub(super) const UNSURE: &str = "Streets|Roads|Lanes|Drives|Courts|Ways|Walks|Circles|Squares|Trails|Terraces|Arcade|\
Bayou|Bend|Bluff|Bluffs|Bottom|Branch|Bridge|Brook|Brooks|Burg|Burgs|Bypass|Camp|Canyon|Cape|Center|Centers|Centre|\
Cliff|Cliffs|Club|Common|Commons|Corner|Corners|Course|Cove|Coves|Creek|Crest|Crossing|Crossroad|Crossroads|Curve|\
Dale|Dam|Divide|Estate|Estates|Extension|Extensions|Fall|Falls|Ferry|Field|Fields|Flat|Flats|Ford|Fords|Forest|Forge|\
Forges|Fork|Forks|Fort|Garden|Gateway|Gate|Glen|Glens|Green|Greens|Groves|Harbor|Harbors|Harbour|Haven|Heights|Hill|\
Hills|Hollow|Inlet|Island|Islands|Isle|Junction|Junctions|Key|Keys|Knoll|Knolls|Lake|Lakes|Land|Landing|Light|Lights|\
Loaf|Lock|Locks|Lodge|Mall|Manor|Manors|Meadow|Meadows|Mill|Mills|Mission|Mount|Mountain|Mountains|Neck|Orchard|Oval|\
Overpass|Park|Parks|Parkways|Pass|Passage|Path|Pier|Pine|Pines|Plain|Plains|Plazas|Point|Points|Port|Ports|Prairie|\
Radial|Ramp|Ranch|Rapid|Rapids|Rest|Ridge|Ridges|River|Route|Rue|Run|Shoal|Shoals|Shore|Shores|Skyway|Spring|Springs|\
Spur|Spurs|Station|Stravenue|Stream|Summit|Throughway|Trace|Track|Trafficway|Trailer|Tunnel|Underpass|Union|Unions|\
Valley|Valleys|Via|Viaduct|View|Views|Village|Villages|Ville|Vista|Wall|Well|Wells|House|Tower|Towers|Mansions|\
Buildings|Wood|Woods|Side|Bank|Bay|Beach|End|Top";

/// Part of a house.
pub(super) const UNIT: &str = "(?:(?i-u:flat|apt|apartment|unit|suite|ste|room|rm|building|bldg|block|studio|\
    penthouse|level|villa|lot|house|shop|plot|floor|fl|basement flat|tower|box|dept|space|trailer|lodge|cabin|door|\
    stair|no)\\.?\\s?#?\\s?(?:[A-Za-z]?\\d{1,5}[A-Za-z]?(?:/\\d{1,3})?|[A-Z]-?\\d{1,4}|\\d{1,3}-[A-Z0-9]{1,3})|\
    (?i-u:flat|apt|apartment|unit|suite|block|building|tower)\\.?\\s[A-Z]|\
    #\\s?[A-Za-z]?-?\\d{1,5}[A-Za-z]?(?:-\\d{1,4})?|\\d{1,3}(?:st|nd|rd|th) [Ff]loor|(?:Ground|First|Second|Third|Top|\
    Basement|Upper|Lower) [Ff]loor(?: [Ff]lat)?|Basement [Ff]lat|Garden [Ff]lat)";

/// States and provinces, as they stand in an address.
pub(super) const STATE: &str = "A[BKLRZ]|BC|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ABDEINOST]|N[BCDEHJLMSTVY]|\
O[HKNR]|P[AEIR]|QC|QLD|RI|S[ACDK]|T[NX]|TAS|UT|V[AIT]|VIC|W[AIVY]|NSW|ACT|YT|NU|AA|AE|AP";

/// Words after which a number counts something: "10 minutes down the road".
pub(super) const COUNTED: [&str; 52] = [
    "the", "a", "an", "down", "up", "of", "from", "off", "minute", "minutes", "min", "mins", "hour", "hours", "mile",
    "miles", "way", "lane", "lanes", "metre", "metres", "meters", "yards", "block", "blocks", "door", "doors", "shops",
    "houses", "cars", "km", "and", "on", "in", "to", "per", "years", "days", "star", "stars", "people", "for", "at",
    "is", "out", "by", "it", "my", "i", "times", "or", "with",
];

/// Words with which the name of a town begins.
pub(super) const OPENERS: [&str; 24] = [
    "new", "north", "south", "east", "west", "lake", "port", "fort", "mount", "old", "great", "little", "upper",
    "lower", "high", "saint", "st", "long", "grand", "royal", "los", "san", "salt", "st.",
];

/// Words without which there is no street without a number.
pub(super) const PLAIN: [&str; 18] = [
    "Street",
    "Road",
    "Rd",
    "Avenue",
    "Ave",
    "Lane",
    "Drive",
    "Crescent",
    "Terrace",
    "Close",
    "Grove",
    "Mews",
    "Gardens",
    "Court",
    "Place",
    "Way",
    "Boulevard",
    "Blvd",
];

/// Short forms that are written with a full stop.
pub(super) const SHORT: [&str; 18] = [
    "St", "Rd", "Ave", "Av", "Dr", "Ln", "Blvd", "Ct", "Pl", "Sq", "Pkwy", "Hwy", "Cres", "Ter", "Gdns", "Cir", "N",
    "S",
];

/// Words without which there is no street in small letters.
pub(super) const SMALL: [&str; 26] = [
    " st",
    " road",
    " rd",
    " ave",
    " lane",
    " ln",
    " boulevard",
    " blvd",
    " crescent",
    " close",
    " terrace",
    " dr",
    " court",
    " ct",
    " gardens",
    " grove",
    " mews",
    " way",
    " pl",
    " parkway",
    " square",
    " row",
    " circle",
    " hill",
    " park",
    " walk",
];

/// What is counted before a word that only sounds like a street: "24 Hour Drive".
pub(super) const MEASURES: [&str; 14] = [
    "Hour", "Season", "Day", "Night", "Week", "Month", "Year", "Minute", "Second", "Mile", "Star", "Piece", "Person",
    "Speed",
];

/// Words that go on after an address, and are no noun that it belongs to.
pub(super) const JOINING: [&str; 22] = [
    "is", "was", "in", "at", "on", "and", "near", "please", "by", "for", "to", "from", "if", "with", "where", "which",
    "or", "but", "not", "has", "instead", "next",
];
