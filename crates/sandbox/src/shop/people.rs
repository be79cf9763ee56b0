//! Makes customers: private people, companies and guests of four countries.

use std::collections::HashSet;
use std::sync::Arc;

use super::customer::{Address, Customer, Person};
use super::dice::Dice;
use super::words::{LANDS, Land};
use super::{Ids, Plan};

/// The customers of a plan by ascending id; companies are scattered among them.
pub(crate) fn customers(plan: &Plan, now: i64, dice: &mut Dice) -> Vec<Customer> {
    let mut kinds: Vec<bool> = (0..plan.customers).map(|place| place < plan.companies).collect();
    dice.shuffle(&mut kinds);
    let mut maker = Maker {
        emails: HashSet::new(),
        companies: HashSet::new(),
    };
    let mut ids = Ids::from(227_100_000);
    let span = plan.days * 86_400 + 200 * 86_400;
    let step = span / i64::try_from(plan.customers.max(1)).unwrap_or(1);
    kinds
        .into_iter()
        .zip(0i64..)
        .map(|(company, place)| {
            // Half of the shop's life before its first order, so that a customer is older than his orders.
            let created = now - span - plan.days * 86_400 + place * step / 2 + dice.between(0, 3600);
            let person = maker.person(plan, company, dice);
            let language = LANDS
                .iter()
                .find(|land| land.code == person.billing.country)
                .map_or("nl", |land| land.language);
            let registered = !dice.chance(22);
            Customer {
                id: ids.draw(),
                created,
                updated: created + dice.between(2, 40),
                confirmed: registered,
                registered,
                last_online: registered.then_some(created + 60),
                person: Arc::new(person),
                memo: (company && dice.chance(15)).then(|| "Rechnung 30 Tage".to_owned()),
                password: None,
                language,
            }
        })
        .collect()
}

struct Maker {
    emails: HashSet<String>,
    companies: HashSet<String>,
}

impl Maker {
    fn person(&mut self, plan: &Plan, is_company: bool, dice: &mut Dice) -> Person {
        let land = match dice.below(100) {
            0..55 => &LANDS[0],
            55..78 => &LANDS[1],
            78..91 => &LANDS[2],
            _ => &LANDS[3],
        };
        let woman = dice.chance(50);
        let firstname = dice.word(if woman { land.women } else { land.men }).to_owned();
        let lastname = dice.word(land.last).to_owned();
        let mut person = Person {
            gender: (!dice.chance(25)).then_some(if woman { "female" } else { "male" }),
            birth_date: dice.chance(10).then(|| {
                format!(
                    "19{:02}-{:02}-{:02}",
                    dice.between(50, 99),
                    dice.between(1, 12),
                    dice.between(1, 28)
                )
            }),
            middlename: dice.word(land.middles).to_owned(),
            phone: if dice.chance(70) {
                phone(land, dice)
            } else {
                String::new()
            },
            mobile: if dice.chance(30) {
                phone(land, dice)
            } else {
                String::new()
            },
            is_company,
            billing: address(land, dice),
            firstname,
            lastname,
            ..Person::default()
        };
        if is_company {
            self.found_company(&mut person, land, dice);
        }
        person.billing.name = person.full_name();
        person.email = self.email(&person, dice);
        if !plan.even && dice.chance(3) {
            person.email = person.email.to_uppercase();
        }
        person.shipping = person.billing.clone();
        if dice.chance(12) {
            person.shipping = address(land, dice);
            person.shipping.name = format!("{} {}", dice.word(land.women), dice.word(land.last));
            if is_company {
                person.shipping.company = format!("{} – Magazijn", person.company_name);
            }
        }
        person
    }

    fn found_company(&mut self, person: &mut Person, land: &Land, dice: &mut Dice) {
        let base = format!("{} {}", dice.word(land.trades), person.lastname);
        let form = dice.word(land.forms);
        let mut name = format!("{base} {form}");
        if !self.companies.insert(name.clone()) {
            name = format!("{base} {} {form}", person.billing.city);
            let mut count = 2;
            while !self.companies.insert(name.clone()) {
                name = format!("{base} {} {count} {form}", person.billing.city);
                count += 1;
            }
        }
        person.company_name = name;
        person.coc_number = match land.code {
            "de" => format!("HRB {}", dice.between(10_000, 999_999)),
            _ => dice.between(10_000_000, 99_999_999).to_string(),
        };
        if dice.chance(75) {
            person.vat_number = match land.code {
                "nl" => format!("NL{}B01", dice.between(800_000_000, 869_999_999)),
                "de" => format!("DE{}", dice.between(100_000_000, 999_999_999)),
                "be" => format!("BE0{}", dice.between(400_000_000, 799_999_999)),
                _ => format!("TR{}", dice.between(1_000_000_000, 9_999_999_999)),
            };
        }
    }

    fn email(&mut self, person: &Person, dice: &mut Dice) -> String {
        let (local, domain) = if person.is_company {
            let host = plain(&person.company_name, "-");
            (
                dice.word(&["info", "inkoop", "einkauf", "orders", "satinalma"])
                    .to_owned(),
                format!("{host}.example"),
            )
        } else {
            let local = format!(
                "{}.{}",
                plain(&person.firstname, "-"),
                plain(&person.lastname, "-")
            );
            (
                local,
                dice.word(&["post.example", "mail.example", "example.org", "voorbeeld.example"])
                    .to_owned(),
            )
        };
        let mut email = format!("{local}@{domain}");
        let mut count = 2;
        while !self.emails.insert(email.clone()) {
            email = format!("{local}{count}@{domain}");
            count += 1;
        }
        email
    }
}

fn phone(land: &Land, dice: &mut Dice) -> String {
    // 555 0xxx is kept free for fiction in several countries.
    format!(
        "{} {} 555 0{}",
        land.prefix,
        dice.between(20, 79),
        dice.between(100, 999)
    )
}

fn address(land: &Land, dice: &mut Dice) -> Address {
    let (city, digits, region) = land.cities[dice.index(land.cities.len())];
    let number = dice.between(1, 240).to_string();
    let street = dice.word(land.streets);
    // Many German and Turkish customers put all into the street (dossier §6.3).
    let joined = matches!(land.code, "de" | "tr") && dice.chance(35);
    Address {
        street: if joined {
            format!("{street} {number}")
        } else {
            street.to_owned()
        },
        street2: if dice.chance(8) {
            dice.word(&["Halle 3", "2e verdieping", "Kat 4 Daire 12", "bus 7"])
                .to_owned()
        } else {
            String::new()
        },
        number: if joined { String::new() } else { number },
        extension: if !joined && dice.chance(18) {
            dice.word(&["A", "B", "bis", "a", "III"]).to_owned()
        } else {
            String::new()
        },
        zipcode: zipcode(land.code, digits, dice),
        city: city.to_owned(),
        region: region.to_owned(),
        country: land.code,
        ..Address::default()
    }
}

fn zipcode(country: &str, digits: &str, dice: &mut Dice) -> String {
    match country {
        "nl" => format!(
            "{digits}{:02} {}{}",
            dice.between(10, 99),
            dice.word(&["A", "B", "D", "K", "X"]),
            dice.word(&["A", "C", "J", "P", "Z"])
        ),
        "be" => format!("{digits}{:02}", dice.between(0, 99)),
        "de" => format!("{digits}{:02}", dice.between(0, 99)),
        _ => format!("{digits}{:03}", dice.between(100, 999)),
    }
}

/// A text in plain small letters and digits, for addresses: `Çınar & Oğulları` → `cinar-ogullari`.
pub(crate) fn plain(text: &str, gap: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut waiting = false;
    for letter in text.chars() {
        let folded = match letter {
            'ä' | 'à' | 'á' | 'â' | 'Ä' => "a",
            'ö' | 'ó' | 'ô' | 'Ö' => "o",
            'ü' | 'ú' | 'û' | 'Ü' => "u",
            'ß' => "ss",
            'ş' | 'Ş' => "s",
            'ç' | 'Ç' => "c",
            'ğ' | 'Ğ' => "g",
            'ı' | 'İ' | 'ï' | 'í' | 'î' | 'Î' => "i",
            'é' | 'è' | 'ë' | 'ê' | 'É' => "e",
            'ż' => "z",
            _ if letter.is_ascii_alphanumeric() => {
                if waiting && !out.is_empty() {
                    out.push_str(gap);
                }
                waiting = false;
                out.push(letter.to_ascii_lowercase());
                continue;
            }
            _ => {
                waiting = true;
                continue;
            }
        };
        if waiting && !out.is_empty() {
            out.push_str(gap);
        }
        waiting = false;
        out.push_str(folded);
    }
    out
}
