//! Value added tax: three classes at home, and the rates of the countries where goods arrive.

use super::money::Rate;

/// A tax of the shop with its rates abroad (dossier Lightspeed §4.11 and §6.2: EU one-stop shop).
pub(crate) struct Tax {
    /// Number in the shop.
    pub(crate) id: u64,
    /// Title in the back office.
    pub(crate) title: &'static str,
    /// Rate at home, in the Netherlands.
    pub(crate) rate: Rate,
    /// Rates where goods arrive: override id, country code, rate.
    pub(crate) abroad: &'static [(u64, &'static str, Rate)],
}

/// Standard, reduced and zero.
pub(crate) const TAXES: [Tax; 3] = [
    Tax {
        id: 1_207_266,
        title: "BTW hoog 21%",
        rate: 2100,
        abroad: &[
            (51_201, "de", 1900),
            (51_202, "be", 2100),
            (51_203, "at", 2000),
            (51_204, "tr", 2000),
        ],
    },
    Tax {
        id: 1_207_269,
        title: "BTW laag 9%",
        rate: 900,
        abroad: &[
            (51_211, "de", 700),
            (51_212, "be", 600),
            (51_213, "at", 1000),
            (51_214, "tr", 1000),
        ],
    },
    Tax {
        id: 1_207_270,
        title: "BTW 0%",
        rate: 0,
        abroad: &[],
    },
];

impl Tax {
    /// The rate that a delivery to this country bears.
    pub(crate) fn rate_in(&self, country: &str) -> Rate {
        self.abroad
            .iter()
            .find(|(_, code, _)| *code == country)
            .map_or(self.rate, |(_, _, rate)| *rate)
    }
}

/// The tax with that number.
pub(crate) fn by_id(id: u64) -> Option<&'static Tax> {
    TAXES.iter().find(|tax| tax.id == id)
}
