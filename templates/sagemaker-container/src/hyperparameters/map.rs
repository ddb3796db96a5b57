use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{HyperparameterError, leaf};

/// All values of a job, offered to serde as one map.
pub struct HyperparameterMap<'a> {
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> HyperparameterMap<'a> {
    pub fn new(values: impl Iterator<Item = (&'a String, &'a String)>) -> Self {
        let values = values.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Self { values }
    }
}

impl<'de> Deserializer<'de> for HyperparameterMap<'_> {
    type Error = HyperparameterError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let entries = self.values.into_iter().map(|(name, value)| Entry { field: name, name, value }).collect();
        visitor.visit_map(Entries::new(entries))
    }

    /// A struct says which names it takes, so here a spelling is matched and an unknown name found.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let entry = |(name, value)| match field_of(name, fields) {
            Some(field) => Ok(Entry { field, name, value }),
            None => Err(unknown(name, fields)),
        };
        let entries = self.values.into_iter().map(entry).collect::<Result<_, _>>()?;
        visitor.visit_map(Entries::new(entries))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn field_of(name: &str, fields: &'static [&'static str]) -> Option<&'static str> {
    fields.iter().copied().find(|field| field.replace('-', "_") == name.replace('-', "_"))
}

fn unknown(name: &str, fields: &[&str]) -> HyperparameterError {
    let known = fields.iter().map(|field| (*field).to_owned()).collect();
    HyperparameterError::Unknown { name: name.to_owned(), known }
}

/// A value under the name that the struct knows and the name that the job gave.
struct Entry<'a> {
    field: &'a str,
    name: &'a str,
    value: &'a str,
}

struct Entries<'a> {
    rest: std::vec::IntoIter<Entry<'a>>,
    current: Option<Entry<'a>>,
}

impl<'a> Entries<'a> {
    fn new(entries: Vec<Entry<'a>>) -> Self {
        Self { rest: entries.into_iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = HyperparameterError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        self.current = self.rest.next();
        let Some(entry) = &self.current else {
            return Ok(None);
        };
        let field: StrDeserializer<'_, Self::Error> = entry.field.into_deserializer();
        seed.deserialize(field).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        match self.current.take() {
            Some(entry) => leaf::seed(seed, entry.name, entry.value),
            None => Err(de::Error::custom("a value was asked for before its name")),
        }
    }
}
