//! The words beside names, as patterns over keys (see [`Cues`](super::cue::Cues)). `<role>` and
//! `<relative>` stand for the lists.

/// What people are at work.
pub(super) const ROLE: &str = "manager|manageress|supervisor|assistant|receptionist|concierge|waiter|waitress|\
server|bartender|barista|barman|barmaid|sommelier|cashier|clerk|teller|agent|advisor|adviser|rep|representative|\
operator|colleague|coworker|driver|courier|postman|postie|mailman|delivery (?:guy|man|person|boy|lady)|engineer|\
technician|mechanic|plumber|electrician|fitter|installer|builder|handyman|decorator|gardener|cleaner|housekeeper|\
maid|porter|doorman|bellboy|valet|guide|instructor|trainer|coach|teacher|tutor|lecturer|doctor|dentist|nurse|\
midwife|consultant|surgeon|physio|physiotherapist|therapist|hygienist|optician|optometrist|pharmacist|vet|stylist|\
hairdresser|hairstylist|colourist|colorist|barber|beautician|masseuse|masseur|technologist|chef|cook|host|hostess|\
owner|landlord|landlady|director|salesman|saleswoman|salesperson|associate|specialist|staff member|member of staff|\
team member|team leader|employee|coordinator|administrator|secretary|steward|stewardess|conductor|attendant|guard|\
captain|pilot|photographer|florist|tailor|seamstress|carer|caregiver|social worker|paramedic|solicitor|lawyer|\
accountant|architect|broker|librarian|volunteer|intern|trainee|apprentice|lifeguard|usher|surveyor|radiographer|\
phlebotomist|anaesthetist|anesthetist|counsellor|counselor|groomer|nanny|babysitter|childminder|moderator|boss|ceo|\
gp|crew member|shift lead|key worker|matron|butler|bellhop|shop assistant|estate agent|realtor|planner|organiser|\
organizer|personal trainer|case worker|account manager|locksmith|magician|clown|entertainer|dj|singer|performer|\
tattooist|tattoo artist|piercer|celebrant|vicar|videographer|pianist|comedian|tour guide|night porter|shopkeeper|\
butcher|fishmonger|jeweller|jeweler|watchmaker|cobbler|plasterer|tiler|glazier|officer|ranger|caretaker|janitor|\
maitre d|dispatcher|designer|head chef|sous chef|head waiter|registrar|sonographer|chiropractor|osteopath|\
podiatrist|dietitian|audiologist|psychologist|psychiatrist|analyst|greeter|merchandiser|cutter|presenter|roofer|\
joiner|carpenter|rider|escort|interpreter";

/// What people are to each other.
pub(super) const RELATIVE: &str = "husband|wife|partner|spouse|fiance|fiancee|boyfriend|girlfriend|son|daughter|kid|\
child|boy|girl|baby|toddler|mum|mom|mother|mummy|mam|dad|father|daddy|parent|brother|sister|twin|twins|sibling|\
grandson|granddaughter|grandchild|grandmother|grandma|granny|nan|nana|gran|grandfather|grandpa|grandad|granddad|\
uncle|aunt|auntie|cousin|nephew|niece|stepson|stepdaughter|stepmother|stepfather|mother-in-law|father-in-law|\
sister-in-law|brother-in-law|son-in-law|daughter-in-law|mother in law|father in law|sister in law|brother in law|\
son in law|daughter in law|friend|mate|buddy|neighbour|neighbor|flatmate|roommate|housemate|colleague|boss|\
assistant|secretary|godson|goddaughter|other half|bride|groom|tenant|lodger|carer|client|pal|bestie|sons|daughters|\
kids|children|friends|boys|girls|parents";

/// Before: nothing but a name follows.
pub(super) const SURE: &str = " (?:(?:mr|mrs|ms|mx|dr|prof|professor|sgt|capt|rev|messrs)(?: \\.)?|(?:mr|\
mister) (?:&|and) (?:mrs|ms)(?: \\.)?|(?:my|her|his|their|the|your|whose|first|last|full|sur|given|family|maiden|\
user) ?name(?:'s| is| was| -)|name(?:'s| is| was| :| =| -| on it (?:is|was))|(?:,|\\.|;|\\(|guest|customer|account|\
passenger|patient|booking|contact|billing|holder|cardholder|client|lead|delivery|recipient|reservation) name|\
surname(?: is| :)?|names (?:are|were|:)|name (?:badge|tag|plate)(?:'s| is| was| said| says| read| reads|\
\x20saying)?(?: :| \\x22| ')?|(?:booked|booking|reserved|reservation|registered|listed|filed|table|room|order|it|\
checked in|ordered|down) under|call me|(?:i'm|im|i am|is|was|are|were|someone|somebody|person|lady|guy|man|woman|\
girl|boy|lad|chap|gentleman|bloke|named?|one|dude|kid|cat|dog|member) (?:called|named)|named|goes by|go by|\
(?:himself|herself|themselves|themself|myself|signed up|registered|logged in|signed in|listed|saved|recorded|\
introduced) as|by the name of|known as|attn(?: \\.)?(?: :)?|attention :|fao(?: :)?|c / o|on behalf of|\
in the name(?: of)?|under (?:the )?name(?: of| :)?|in (?:my|his|her) name (?:,|\\()|name of|addressed to|\
made out to|signed for by|for the attention of|account holder(?: is| :)?|cardholder(?: is| :)?|signed(?: by| ,| :|\
\x20-|)|(?:contact|contact person|contact name|full name|customer|guest|guests|patient|client|from|to|passenger|\
passengers|sender|recipient|buyer|owner|tenant|by|reviewer|author|server|cashier|staff|employee|agent|technician|\
host|member|parent|student|applicant|lead guest|surname|forename|traveller|traveler|receiver|ordered by|booked by|\
billed to|ship to|deliver to|sold to|re|cc|patient name|greeter) :)(?: [\\x22'])?(?: \\^)?$";

/// Before: a role or a relative.
pub(super) const LEAD_ROLE: &str = " (?:(?:<role>)(?: ,| \\(| -| :| is| was|(?: is| was)? (?:called|named)|)|(?:my|\
our|his|her|their|your|'s|the)(?: [a-z0-9-]+)?(?: [a-z0-9-]+)? (?:<relative>)(?: ,| \\(| -| :|)|(?:miss|sir|dame|\
lady|lord|nurse|sister|father|captain|officer|sergeant|reverend|judge|inspector|constable|detective|uncle|aunt|\
auntie|aunty|cousin|grandma|granny|grandpa|grandad|madam|madame|mister|senor|senora|senorita|monsieur|herr|frau|\
signor|signora|doctor|matron|sensei|pastor|colleague|passenger|guest|patient|client|applicant|resident|tenant|\
student|pupil|cadet|trainee|candidate|customer|mr and mrs|family of)|(?:reservation|booking|table|appointment|room|\
order|parcel|package|delivery)(?: (?:was|is|made|booked|reserved|should be|came))+ (?:for|under|to)|(?:i'm|i am|\
im) (?:dr|mr|mrs|ms|miss))(?: [\\x22'])?$";

/// Before: people are spoken to, thanked, greeted.
pub(super) const LIKELY: &str = " (?:(?:spoke|spoken|speak|speaking|talk|talked|talking|chat|chatted|chatting|deal|\
dealt|dealing|liaised|appointment|meeting|session|class|lesson|haircut|massage|facial|consultation|interview|\
conversation|call|cut|colour|color|booked|booking|booked in|tour|training|treatment|checked in|worked|working|\
discussed (?:it|this)|lunch|dinner|coffee|complained|reported (?:it|this)|explained (?:it|this)|complain|fitting|\
check-up|checkup|scan|shift|trip|flight|ride|day|morning) (?:to|with)|(?:[a-z]+(?:ed|en|un|ld|ught|ut|ne|wn|de|old|\
et|ng|id|ung|n)|seen|cut|done|run|led|sold|told|sent|met|taken|styled|care of|looked after|service|work|haircut|\
massage|photos|talk|session|lesson|help|review|visit|call|answer|email|reply|letter|one|tour) (?:so |very |\
really )?(?:[a-z]+ly )?by|(?:thanks|thank you|thank|thx|thankyou|cheers|kudos|shout - out|shout-out|shout out|\
shoutout|credit|props|praise|compliments|hats off|gratitude|well done|bravo|big up|hugs|raise|bonus|medal|promotion|\
applause|respect|compliment|thumbs up|appreciation|goes|gift|tip|flowers|nod|debt)(?: (?:so|very|a|lot|lots|again|\
much|go|goes|out|also|especially|you|guys|all|both|everyone|in|particular|and|special|big|huge|must|\
should))*(?: to)?(?: ,| !)?|(?:ask|asked|asking|asks|looking) for|(?:wasn't|wasnt|weren't|werent|not|been) for|\
(?:yoga|pilates|spin|zumba|boxing|swimming|piano|guitar|driving|physio|facials?|lessons?|classes|class|sessions?|\
lunch|pt|training|workshop|tours?|acupuncture|therapy|ballet|tennis|golf|singing|french|spanish|english|\
japanese) with|(?:order|booking|reservation|parcel|package|delivery|appointment|prescription|\
invoice)(?: [a-z0-9#-]+){0,2} for|@ [a-z ,]{1,60}, (?:and )?then|told|tell|telling|thanked|met|meet|tipped|tip|\
married|(?:lad|lady|guy|man|woman|girl|boy|gentleman|chap|bloke|person|worker|fella|colleague|one|kid|child|dude|\
employee|student|member)(?: [a-z]+){0,4} \\(|(?:hi|hello|hey|hiya|dear|goodbye|bye|morning|afternoon|\
evening)(?: ,)?|especially(?: to)?|particularly|except|@ (?:and|&|,|or|, and|, &|/|\\+|plus|then)|@ and (?:to|\
her husband|his wife|her|his|my)|courtesy of|the likes of|left (?:it )?with|handed (?:it )?(?:over )?to|grateful to|\
indebted to|rude to|kind to|regards to|(?:his|her) (?:colleague|boss|manager|assistant)|mentor|well done|good job|\
great job|nice one|bravo|love (?:to )?you|bless (?:you)?|both @ and)$";

/// Before: a known name may follow.
pub(super) const KNOWN: &str = " (?:met|meet|saw|see|seeing|contact|contacted|email|emailed|phone|phoned|rang|ring|\
call|called|calling|text|texted|tell|told|asked|ask|let|give|gave|giving|request|requested|recommend|recommended|\
message|messaged|remember|know|knew|mention|mentioned|praise|praised|commend|reward|promote|thank|thanking|\
appreciate|appreciated|loved|love|adore|had|got|was|is|have|with|to|by|and|for|from|about|watched|heard|hearing|\
miss|missed|because|when|until|while|if|but|where|why|how|than|then|that|as|so|ladies|guys|girls|boys|both|either|\
says|say|said|only|even|once|luckily|thankfully|fortunately|unfortunately|sadly|today|yesterday|poor|lovely|dear|\
sweet|wonderful|amazing|brilliant|kind|friendly|patient|helpful|fabulous|fantastic|awesome|young|old|new|little|big|\
late|same|great|clever)$";

/// Before: who the writer is.
pub(super) const ONESELF: &str = " (?:i'm|i am|im|this is|it's|it is|its|here is|here's)$";

/// Before the end: a closing formula.
pub(super) const SIGNATURE: &str = " (?:regards|wishes|sincerely|faithfully|truly|respectfully|gratefully|thanks|\
thank you|cheers|best|love|yours|x|xx|xxx|xo|from|greetings|thx|again|advance|blessings|-|~|\\*|/|\\|)(?: ,| \\.| !|\
\x20-|)(?: \\^)?$";

/// After: what only people do and are.
pub(super) const PERSON: &str = "^(?: , (?:she|he|who|dob|d \\.? ?o|date of birth|tel|telephone|phone|mobile|mob|\
email|e-mail|born|aged|age|address|postcode|account|policy|member|booking ref)(?-u:\\b)| and (?:her|his|she|\
he)(?-u:\\b)| -? ?(?:san|sama|kun|chan|sensei)(?-u:\\b)|(?: at| from| in) your (?:[a-z]+ )?(?:[a-z]+ )?(?:branch|\
store|shop|location|outlet|hotel|clinic|bar|kitchen|bakery|office|restaurant|surgery|depot|studio|garage)(?-u:\\b)|\
(?: in| at| from) the (?:[a-z]+ )?(?:shop|workshop|showroom|branch|pharmacy|deli|hub|clinic|lobby)(?-u:\\b)|\
(?:(?:(?: ,| \\(| -)(?: the| our| your| my| a| an| their| his| her)?| the| our| your| (?:is|was) (?:the|our|my|your|\
a|an)(?: [a-z-]+)?)(?: [a-z-]+)? (?:<role>|<relative>|star|gem|legend|credit|asset|angel|hero|saint|treasure|\
delight|joy|genius|lifesaver|diamond|keeper|pro|professional|pleasure|rockstar|godsend|sweetheart|gentleman|lady|\
ace|wizard)(?-u:\\b)|(?: ,)? (?:from|at|in|on|behind|of) (?:the |your |our |their )?(?:[a-z0-9-]+ )?(?:desk|\
reception|checkout|checkouts|till|tills|counter|counters|shift|property|support|service|services|team|sales|\
accounts|billing|returns|helpdesk|centre|center|housekeeping|concierge|security|office|hq|headquarters|corporate|\
management|admin|dispatch|window|info|information|hr|crew|department|dept|front|maintenance|refunds|enquiries|\
complaints|logistics|phones|register|registers|triage|radiology|physio|optics|fittings|menswear|womenswear|\
haberdashery|electricals|homeware|delicatessen|ward|salon)(?-u:\\b)|(?: who| also| then| kindly| really| very| just|\
\x20even| always| never| has| had| have| quickly| patiently| immediately| happily| actually| personally| only|\
\x20still| basically| literally| clearly| simply| soon| rudely| honestly| calmly| and team| and (?:his|her|the|\
their) (?:team|staff|crew|colleagues?))* (?:helped|helps|assisted|greeted|greets|apologi[sz]ed|explained|explains|\
smiled|smiles|listened|listens|reassured|welcomed|shouted|yelled|laughed|remembered|remembers|walked (?:me|us)|\
showed (?:me|us|him|her)|talked (?:me|us|to|through|over)|advised (?:me|us|that|on)|told (?:me|us|my|him|her)|\
served (?:me|us|my|him|her|our)|sorted|went (?:above|out of|the extra|beyond)|took (?:the time|time|care|good care|\
great care|charge|over|ownership|my|our)|looked after|goes (?:above|out of)|couldn't have been|could not have been|\
couldnt have been|deserves?|treated (?:me|us|my|him|her)|made (?:me|us|my|our|sure|it|everything)|gave (?:me|us|my|\
our|up|a|an|great|good|excellent|such)|was (?:able|happy|so nice|working|serving|rude|patient|kind|on duty|on shift|\
on the|at the|in charge|my|our|with us|there|being|looking|speaking|talking|dealing|busy|unable|supposed|always)|\
is (?:my|our|always|rude|kind|patient|one of|so nice|the best|leaving|on duty|there)|(?:was|is|were|are|seemed|\
came across as|could be|has been|had been)(?: (?:so|very|really|super|extremely|absolutely|incredibly|exceptionally|\
such|particularly|especially|also|always|totally|just|beyond|both|truly|quite|rather|a bit|most|unbelievably|\
genuinely))*(?: (?:a|an))?(?: [a-z]+ (?:and|,)(?: [a-z]+ and)?)? (?:rude|kind|friendly|polite|helpful|unhelpful|\
attentive|courteous|welcoming|knowledgeable|dismissive|caring|thoughtful|impolite|considerate|charming|cheerful|\
accommodating|empathetic|sympathetic|understanding|patronising|condescending|aggressive|hospitable|respectful|\
disrespectful|impatient|arrogant|abrupt|personable|compassionate|obliging|smiling|grumpy|funny|gracious|chatty|\
honest|apologetic|sweet|professional|unprofessional)|phoned|texted|rang (?:me|us|back)|called (?:me|us|back)|\
emailed (?:me|us|back)|answered (?:the phone|my|our|all|every|promptly|politely)|replied|responded|stayed (?:late|\
with|on|behind|calm)|refused to|ignored|promised|claimed|suggested|recommended|noticed|offered (?:me|us|to)|\
carried (?:my|our)|packed my|did (?:my|our|a|an|such|the|his|her|everything|not|nothing)|kept (?:me|us|calm|smiling|\
his|her|asking|telling|saying)|knew|spoke|said|works|worked|checked (?:me|us)|fixed|cut my|coloured my|drove|\
met (?:me|us)|brought (?:me|us|my|our|the)|taught (?:me|us|my)|seated|delivered (?:my|our|the|it)|installed|\
repaired|fitted|handled|resolved|dealt|cleaned|found (?:me|us|my|our|the|it)|went to|came (?:to|over|out|back|round|\
along)|got (?:me|us|my|our|the)|put (?:me|us|my|our)|let (?:me|us)|understood|promised|insisted|arrived|tried|\
left (?:me|us|my|the|it)|who|doesn't|didn't|refuses|lied|swore|rolled|rushed|waited|demanded|assured|guided|picked|\
turned up|took (?:my|our)|made)(?-u:\\b)))";

/// After: what people and things do.
pub(super) const DOING: &str = "^(?: who| also| then| kindly| really| very| just| even| always| never| has| had|\
\x20have| quickly)* (?:came|went|gave|took|made|did|was|is|has|had|said|told|called|got|left|put|kept|let|will|\
would|could|can|does|and i|and me|\\. (?:he|she)|wants|wanted|needs|needed|asked|answered|served|ordered|bought|\
paid|received|booked|wrote|sent|checked|opened|closed|brought|loves|loved|likes|liked|uses|used|lost|found|broke|\
cut|turned|looked|seemed|saw|knows|thinks|thought|felt|tried|started|stopped|signed|and (?:her|his|the|my|their)|\
in (?:accounts|sales|reception)|family|household|party of)(?-u:\\b)";

/// After: things that carry names.
pub(super) const THING: &str = "^ (?:station|street|st|road|rd|avenue|ave|lane|drive|square|park|airport|line|hotel|\
hospital|branch|mall|centre|center|museum|gallery|theatre|theater|library|hall|arena|stadium|bridge|tower|towers|\
building|house|court|college|university|school|academy|campus|church|cathedral|chapel|temple|island|islands|beach|\
bay|river|lake|mountain|county|city|town|village|district|region|valley|falls|terminal|gate|wing|suite|room|lounge|\
cafe|restaurant|bar|pub|diner|grill|kitchen|bakery|pizza|pizzeria|burger|burgers|store|shop|outlet|salon|spa|gym|\
clinic|cinema|zoo|market|jacket|jackets|coat|shirt|shirts|dress|dresses|jeans|trousers|skirt|shoes|shoe|trainers|\
trainer|sneakers|sneaker|boots|boot|bag|bags|handbag|purse|wallet|watch|watches|hat|scarf|perfume|aftershave|\
lipstick|cologne|sunglasses|jewellery|jewelry|ring|necklace|bracelet|mattress|mattresses|sofa|couch|chair|chairs|\
table|tables|bed|bookcase|shelf|shelves|wardrobe|desk|lamp|lamps|rug|phone|tablet|laptop|app|device|speaker|\
speakers|printer|tv|software|update|album|song|songs|book|books|novel|film|films|movie|movies|series|show|concert|\
tickets|ticket|exhibition|exhibit|play|musical|poster|toy|toys|doll|dolls|figure|figures|costume|cake|cakes|sponge|\
sandwich|salad|soup|sauce|curry|pie|wine|beer|whisky|whiskey|gin|vodka|rum|tea|coffee|cocktail|juice|cheese|\
chocolate|apple|apples|tomatoes|potatoes|brand|range|collection|model|edition|version|brothers|bros|ltd|inc|llc|plc|\
limited|gmbh|co|corp|group|sons|& (?:co|sons)|and sons|and co|council|bank|insurance|airlines|airways|university|\
express|plus|pro|mini|max|air|day|week|festival|award|awards|foundation|trust|estate|gardens|garden|cottage|farm|\
way|close|crescent|terrace|place|hill|heights|marina|harbour|harbor|port|bus|train|tram|theme|themed|branded|\
inspired|era|style|rice|noodles|pasta|chicken|beef|pork|lamb|fish|steak|bread|bun|buns|roll|rolls|biscuits|crisps|\
milk|oil|blend|roast|flowers|plant|plants|lilies|blossom|candle|candles|soap|shampoo|cream|lotion|fabric|tile|tiles|\
paint|wallpaper|curtain|curtains|blind|blinds|sale|discount|code|menu|breakfast|lunch|dinner|burgers|fries|wings|\
season|holiday|holidays|weather|heat|sun|snow|hour|rate|hybrid|engine|tyre|tyres|car|cars|van|bike|bikes|stroller|\
pram|cot|singer|singers|impersonator|tribute|fan|fans|lookalike|cards|card|tree|trees|markets|choir|service|opera|\
plush|comic|comics|wand|figurine|biography|autobiography|memoir|disc|merch|merchandise|cosplay|onesie|backpack|\
lunchbox|sticker|stickers|keyring|socks|mug|mugs|print|prints|tote|puzzle|lego|party|parade|speech|visit|statue|\
portrait|painting|paintings|quote|quotes|joke|jokes|meme|reference|level|quality)(?-u:\\b)";

/// After: the end of the comment.
pub(super) const CLOSE: &str = "^(?: [.!?)x*]| xx| xxx)*(?: \\$| \\^|\
\x20,(?: [a-z0-9'-]+){1,3}(?: ,(?: [a-z]+){1,2})?(?: \\.)? \\$| \\( [^)]{1,30} \\)(?: \\.)? \\$| , [0-9])";

/// After "'s": what people have.
pub(super) const OWNED: &str = "^ (?:attitude|help|service|patience|kindness|advice|manner|manners|smile|name|\
assistance|professionalism|knowledge|behaviour|behavior|care|attention|tone|enthusiasm|explanation|desk|\
recommendation|recommendations|mistake|rudeness|email|reply|response|phone|number|account|room|birthday|parcel|\
package|order|booking|treatment|haircut|cooking|driving|teaching|classes|class|humour|humor|efforts|effort|husband|\
wife|team|shift|colleague|boss|manager)(?-u:\\b)";

/// Before: houses, places and titles of works.
pub(super) const PLACE: &str = " (?:san|saint|st|st \\.|santa|lake|mount|mt|port|fort|hotel|cafe|restaurant|chez|\
casa|villa|el|le|los|las|new|north|south|east|west|the|a|an|of the|camp|castle|cape|point|cast|movie|film|book|\
novel|brand|play|song|album|starring|like a|such a)$";

/// After: what also fits a place.
pub(super) const BEING: &str = "^ (?:was|is|has|had|will|would|could|can|does|looked|seemed|closed|opened|needs|in|\
family)(?-u:\\b)";

/// Before: ways to a place.
pub(super) const THERE: &str = " (?:in|at|from|to|near|of|around|via|visiting|outside|into|across|through|between|\
towards|over|visit|visited)$";

/// After: what follows who someone is.
pub(super) const REST: &str = "^(?: [.,!?)-]| \\$| \\^| from| and| here| calling| speaking| writing| again| who|\
\x20in (?:flat|room|apartment|number)| at (?:number|flat))";

/// Before: people known to all.
pub(super) const AFTER_WHOM: &str = " (?:named after|called after|dedicated to|inspired by|tribute to|song by|\
songs by|book by|books by|film by|painting by|painted by|composed by|illustrated by|narrated by|performed by|\
written by|sung by|directed by|designed by|novel by|played by|starring|impersonator|as seen on|like|st|by the late)$";

/// Before: a name must follow.
pub(super) const SPOKEN: &str = " (?:spoke|spoken|speak|talked|talk|speaking|dealt) (?:to|with)$| (?:served|\
helped) by$| (?:ask|asked|asking) for$| (?:name is|name's|thanks to|thank you)$";
