use std::fmt::Display;
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Error as _, IntoDeserializer, Visitor};
use serde_json::Value;

use super::HyperparameterError;

/// One value: text that the visitor's type gives a meaning.
pub struct Leaf<'a>(pub &'a str);

impl Leaf<'_> {
    /// Without the JSON quotes that some SDKs put around strings, one level of them.
    fn text(&self) -> String {
        serde_json::from_str::<String>(self.0).unwrap_or_else(|_| self.0.to_owned())
    }

    fn number<T: FromStr>(&self, expected: impl Display) -> Result<T, HyperparameterError> {
        self.text().trim().parse().map_err(|_| HyperparameterError::custom(format!("expected {expected}")))
    }

    fn json(&self, expected: &str) -> Result<Value, HyperparameterError> {
        let text = self.text();
        serde_json::from_str(&text)
            .map_err(|error| HyperparameterError::custom(format!("expected {expected} as JSON ({error})")))
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            visitor.$visit(self.number(format_args!("a whole number from {} to {}", <$type>::MIN, <$type>::MAX))?)
        }
    )*};
}

macro_rules! json_values {
    ($($method:ident ($($argument:ident: $type:ty),*) $expected:literal),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Self::Error> {
            $(let _ = $argument;)*
            de::Deserializer::deserialize_any(self.json($expected)?, visitor).map_err(HyperparameterError::custom)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Leaf<'_> {
    type Error = HyperparameterError;

    /// The visitor leaves the type open: JSON where it is JSON, else text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let value = serde_json::from_str(self.0).unwrap_or_else(|_| Value::String(self.0.to_owned()));
        de::Deserializer::deserialize_any(value, visitor).map_err(HyperparameterError::custom)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.text().trim() {
            "true" | "True" | "1" => visitor.visit_bool(true),
            "false" | "False" | "0" => visitor.visit_bool(false),
            _ => Err(HyperparameterError::custom("expected true or false")),
        }
    }

    integers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_u128 visit_u128 u128,
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.number("a number")? {
            number if f64::is_finite(number) => visitor.visit_f64(number),
            _ => Err(HyperparameterError::custom("expected a finite number")),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.text())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.text())
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_byte_buf(self.text().into_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_byte_buf(self.text().into_bytes())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.trim() {
            "" | "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if self.0.trim_start().starts_with('{') {
            let value = self.json("a variant")?;
            return de::Deserializer::deserialize_enum(value, name, variants, visitor)
                .map_err(HyperparameterError::custom);
        }
        let text = self.text();
        let variant: StrDeserializer<'_, HyperparameterError> = text.as_str().into_deserializer();
        variant.deserialize_enum(name, variants, visitor)
    }

    json_values! {
        deserialize_unit() "null",
        deserialize_unit_struct(name: &'static str) "null",
        deserialize_seq() "a list",
        deserialize_tuple(len: usize) "a list",
        deserialize_tuple_struct(name: &'static str, len: usize) "a list",
        deserialize_map() "an object",
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) "an object",
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }
}

/// Deserializes one named value and puts its name on whatever goes wrong.
pub fn seed<'de, S: DeserializeSeed<'de>>(seed: S, name: &str, value: &str) -> Result<S::Value, HyperparameterError> {
    seed.deserialize(Leaf(value)).map_err(|error| error.at(name, value))
}
