//! Cases of names, and of what only looks like one.

use crate::scrub::marked::check;

#[test]
fn names_in_the_lists() {
    check(&[
        "‹PERSON:Michelle› from the night shift fixed my laptop.",
        "Big thanks to ‹PERSON:Marisol Rahman› in lost property.",
        "signed ‹PERSON:paloma lindqvist›",
        "‹PERSON:Karen›'s attitude was bad.",
        "‹PERSON:M. Adeyemi› was the engineer who came out.",
        "‹PERSON:Maria Fernanda de la Cruz› was our guide.",
        "‹PERSON:JOHN› AT THE DESK WAS RUDE TO US",
    ]);
}

#[test]
fn names_beside_a_cue() {
    check(&[
        "Mrs ‹PERSON:Coleman› at window 3 deserves a medal.",
        "Dr. ‹PERSON:Williams› and the whole ward were fantastic.",
        "My name is ‹PERSON:will› and i spoke to ‹PERSON:karen› about it.",
        "Mr ‹PERSON:van der Berg› and mrs ‹PERSON:o'brien› were here",
        "My husband ‹PERSON:Tom› and our daughter, ‹PERSON:Amy›, loved it.",
        "Waiter ‹PERSON:Quvenna› was patient.",
        "Passenger ‹PERSON:Lindqvist, Hannah› was charged twice.",
        "Could you thank ‹PERSON:Kobayashi›-san?",
        "Kind regards\n‹PERSON:Tunde Bakare›",
        "Great stay - ‹PERSON:Zsófia›",
        "thanks ‹PERSON:dave› n ‹PERSON:will›, ask for ‹PERSON:tom› or ‹PERSON:grace›.",
        "thanks ‹PERSON:dave› and will come again",
        "Regards, ‹PERSON:Rose› (room 214, we stayed from Monday to Friday with our two kids and the cat)",
        "Señora ‹PERSON:Lopez› was lovely",
        "Hello ‹PERSON:Ahmed›, ask for ‹PERSON:dave›.",
    ]);
}

#[test]
fn names_that_are_words() {
    check(&[
        "‹PERSON:Grace› helped me choose.",
        "‹PERSON:Hope› at reception was kind.",
        "‹PERSON:Rose›, the manager, apologised.",
        "spoke to ‹PERSON:Will› at the desk",
        "Hope this helps. Will come again. Mark my words.",
        "May I say: Rose wine was fine, Summer sale too.",
        "Grant application page, Olive branch, Pepper soup.",
        "GREAT SERVICE WILL COME AGAIN",
    ]);
}

#[test]
fn brands_places_and_things() {
    check(&[
        "A Ralph Lauren shirt and Jack Daniel's at Marks & Spencer.",
        "Robin Hood, Taylor Swift and Dr. Martens.",
        "Wendy's was closed, Paris was nice, so is Sydney.",
        "Charlotte NC, Victoria station, Jordan sneakers, Ted Baker.",
        "Emma mattress is soft, Jasmine rice is fluffy.",
        "Sandwich named after Elvis. Lunch at Gino's.",
        "Spoke to Head Office, then to Customer Service.",
        "Ask for a receipt. Thanks to everyone at reception.",
    ]);
}
