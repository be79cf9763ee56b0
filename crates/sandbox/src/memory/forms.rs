//! How types are written that serde or JSON does not know: words of closed lists, maps whose keys are no
//! texts, things shared by many.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
    sync::Mutex,
};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::lock;

/// A word of a closed list: a state, a channel, a language code.
///
/// The alias keeps serde from wanting to borrow the word from what it reads.
pub(crate) type Word = &'static str;

/// Reads words; `#[serde(deserialize_with = "words")]`.
pub(crate) fn words<'de, D: Deserializer<'de>, T: OfWords>(from: D) -> Result<T, D::Error> {
    T::Text::deserialize(from).map(T::of)
}

/// Something with words in it.
pub(crate) trait OfWords {
    /// The same with texts in place of the words.
    type Text: DeserializeOwned;
    /// Makes words of the texts.
    fn of(text: Self::Text) -> Self;
}

/// The word with these letters. Each is made once and then lives for good: lists of words are short.
fn word(letters: String) -> Word {
    static KNOWN: Mutex<Option<HashSet<Word>>> = Mutex::new(None);
    let mut known = lock(&KNOWN);
    let known = known.get_or_insert_with(HashSet::new);
    match known.get(letters.as_str()) {
        Some(word) => word,
        None => {
            let word: Word = letters.leak();
            known.insert(word);
            word
        }
    }
}

impl OfWords for Word {
    type Text = String;

    fn of(text: String) -> Self {
        word(text)
    }
}

impl OfWords for Option<Word> {
    type Text = Option<String>;

    fn of(text: Option<String>) -> Self {
        text.map(word)
    }
}

impl<T: DeserializeOwned> OfWords for Vec<(Word, T)> {
    type Text = Vec<(String, T)>;

    fn of(text: Self::Text) -> Self {
        text.into_iter().map(|(key, value)| (word(key), value)).collect()
    }
}

impl<T: DeserializeOwned> OfWords for BTreeMap<Word, T> {
    type Text = BTreeMap<String, T>;

    fn of(text: Self::Text) -> Self {
        text.into_iter().map(|(key, value)| (word(key), value)).collect()
    }
}

impl<T: DeserializeOwned> OfWords for HashMap<Word, T> {
    type Text = HashMap<String, T>;

    fn of(text: Self::Text) -> Self {
        text.into_iter().map(|(key, value)| (word(key), value)).collect()
    }
}

/// Written by [`pairs`].
impl<K: DeserializeOwned + Hash + Eq, T: DeserializeOwned> OfWords for HashMap<(Word, K), T> {
    type Text = Vec<((String, K), T)>;

    fn of(text: Self::Text) -> Self {
        let pairs = text.into_iter();
        pairs
            .map(|((letters, key), value)| ((word(letters), key), value))
            .collect()
    }
}

/// Maps as lists of pairs, since JSON has only texts for keys; `#[serde(with = "pairs")]`.
pub(crate) mod pairs {
    use std::{collections::HashMap, hash::Hash};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes the pairs.
    pub(crate) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &HashMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    /// Reads the pairs.
    pub(crate) fn deserialize<'de, K, V, D>(from: D) -> Result<HashMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Hash + Eq,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<(K, V)>::deserialize(from).map(|pairs| pairs.into_iter().collect())
    }
}

/// Things shared by many, written once for each; `#[serde(with = "shared")]`.
pub(crate) mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes the thing.
    pub(crate) fn serialize<T: Serialize + ?Sized, S: Serializer>(
        held: &Arc<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        held.as_ref().serialize(to)
    }

    /// Reads it; nobody else shares it yet.
    pub(crate) fn deserialize<'de, T: ?Sized, D: Deserializer<'de>>(from: D) -> Result<Arc<T>, D::Error>
    where
        Box<T>: Deserialize<'de>,
    {
        Box::<T>::deserialize(from).map(Arc::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_are_one_word() {
        let (one, two) = (word("paid by whom".to_owned()), word("paid by whom".to_owned()));
        assert!(std::ptr::eq(one, two));
    }
}
