// Generated from src/dlm_codegen/rust/runtime/src/types.rs by `nox -s generate`. Do not edit.
//! How the generated modules declare the types that cannot hold an invalid value.

/// What every type has that is written as a string.
macro_rules! like_text {
    ($name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                $crate::schema::make(&$crate::schema::text_value(text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::try_from(text.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::schema::Node for $name {
            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::schema::text_value(self.as_str())
            }

            fn as_text(&self) -> Option<&str> {
                Some(self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    };
}

/// A string whose lengths and pattern hold.
macro_rules! text {
    (
        $(#[$attribute:meta])*
        $name:ident { $($rules:tt)* }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Deserialize, serde::Serialize),
            serde(try_from = "String")
        )]
        pub struct $name(String);

        impl $name {
            const RULES: $crate::schema::Text = $crate::schema::Text { $($rules)* };

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        $crate::types::like_text!($name);

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Text(Self::RULES);

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                let text = source.text()?;
                Self::RULES.accepts(&text).then(|| Self(text.into_owned()))
            }
        }
    };
}

/// An integer within its bounds.
macro_rules! integer {
    (
        $(#[$attribute:meta])*
        $name:ident: $primitive:ident = $literal:literal { $($bounds:tt)* }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Deserialize, serde::Serialize),
            serde(try_from = $literal)
        )]
        pub struct $name($primitive);

        impl $name {
            const BOUNDS: $crate::schema::Bounds = $crate::schema::Bounds { $($bounds)* };

            /// The number.
            #[must_use]
            pub const fn get(self) -> $primitive {
                self.0
            }
        }

        impl TryFrom<$primitive> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(number: $primitive) -> Result<Self, Self::Error> {
                Self::BOUNDS.check(number.into())?;
                Ok(Self(number))
            }
        }

        impl From<$name> for $primitive {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl PartialEq<$primitive> for $name {
            fn eq(&self, other: &$primitive) -> bool {
                self.0 == *other
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl $crate::schema::Node for $name {
            fn to_value(&self) -> $crate::value::Value<'_> {
                // The reader knows no number beyond 2^53 - 1, so no bound is.
                $crate::value::Value::Integer(self.0.try_into().unwrap_or(i64::MAX))
            }
        }

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Integer(Self::BOUNDS);

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                let number = source.integer()?;
                Self::BOUNDS.check(number.into()).ok()?;
                number.try_into().ok().map(Self)
            }
        }
    };
}

/// A string that is one of a few.
macro_rules! choice {
    (
        $(#[$attribute:meta])*
        $name:ident { $( $variant:ident = $text:literal, )* }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Deserialize, serde::Serialize),
            serde(try_from = "String")
        )]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`")]
                #[cfg_attr(feature = "serde", serde(rename = $text))]
                $variant,
            )*
        }

        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is written in a document.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        $crate::types::like_text!($name);

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Choice(&[$($text),*]);

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                match &*source.text()? {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

/// An integer that can be one only.
macro_rules! constant {
    (
        $(#[$attribute:meta])*
        $name:ident = $only:literal
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Deserialize, serde::Serialize),
            serde(try_from = "i64", into = "i64")
        )]
        pub struct $name;

        impl $name {
            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                $only
            }
        }

        impl TryFrom<i64> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                $crate::schema::make(&$crate::value::Value::Integer(number))
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.get()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.get().fmt(formatter)
            }
        }

        impl $crate::schema::Node for $name {
            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::value::Value::Integer($only)
            }
        }

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Constant($only);

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                (source.integer()? == $only).then_some(Self)
            }
        }
    };
}

/// An array with a greatest number of entries.
macro_rules! array {
    (
        $(#[$attribute:meta])*
        $name:ident: [$entry:ty; ..=$max_items:literal]
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name(Vec<$entry>);

        impl $name {
            /// The most entries that there can be.
            pub const MAX_ITEMS: usize = $max_items;
        }

        impl TryFrom<Vec<$entry>> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(entries: Vec<$entry>) -> Result<Self, Self::Error> {
                $crate::schema::check_entries(entries.len(), Self::MAX_ITEMS)?;
                Ok(Self(entries))
            }
        }

        impl From<$name> for Vec<$entry> {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = [$entry];

            fn deref(&self) -> &[$entry] {
                &self.0
            }
        }

        impl AsRef<[$entry]> for $name {
            fn as_ref(&self) -> &[$entry] {
                &self.0
            }
        }

        impl IntoIterator for $name {
            type Item = $entry;
            type IntoIter = std::vec::IntoIter<$entry>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $name {
            type Item = &'a $entry;
            type IntoIter = std::slice::Iter<'a, $entry>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl $crate::schema::Node for $name {
            fn to_value(&self) -> $crate::value::Value<'_> {
                let entries = self.0.iter().map($crate::schema::Node::to_value);
                $crate::value::Value::Array(entries.collect())
            }

            fn entry(&self, index: usize) -> Option<&dyn $crate::schema::Node> {
                Some(self.0.get(index)?)
            }
        }

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Array(
                <$entry as $crate::schema::Member>::SCHEMA,
                $max_items,
            );

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                let mut entries = Vec::new();
                source.entries(|source| {
                    entries.push($crate::schema::Member::take(source)?);
                    (entries.len() <= Self::MAX_ITEMS).then_some(())
                })?;
                Some(Self(entries))
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> Result<Self, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                let entries = Vec::deserialize(deserializer)?;
                Self::try_from(entries).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// What a generated struct is to documents; its members are given in the order of their names.
macro_rules! record {
    ($name:ident { $( $member:ident: $type:ty = $text:literal, )* }) => {
        impl $crate::schema::Node for $name {
            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::value::Value::Object($crate::value::Object::of([
                    $(($text, $crate::schema::Node::to_value(&self.$member)),)*
                ]))
            }

            fn member(&self, name: &str) -> Option<&dyn $crate::schema::Node> {
                match name {
                    $($text => Some(&self.$member),)*
                    _ => None,
                }
            }
        }

        impl $crate::schema::Member for $name {
            const SCHEMA: &$crate::schema::Schema = &$crate::schema::Schema::Object(&[
                $(($text, <$type as $crate::schema::Member>::SCHEMA),)*
            ]);

            fn take<'d>(source: &mut impl $crate::schema::Source<'d>) -> Option<Self> {
                $(let mut $member = None;)*
                source.members(|source, name| match name {
                    $($text if $member.is_none() => {
                        $member = Some($crate::schema::Member::take(source)?);
                        Some(())
                    })*
                    _ => None,
                })?;
                Some(Self { $($member: $member?,)* })
            }
        }
    };
}

#[allow(unused_imports)] // Which kinds of types there are is up to the schemas.
pub(crate) use {array, choice, constant, integer, like_text, record, text};
