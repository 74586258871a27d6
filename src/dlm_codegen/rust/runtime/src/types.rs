//! How the generated modules declare the types that cannot hold an invalid value.

/// What every type has that is written as a string.
macro_rules! like_text {
    ($name:ident) => {
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

        impl $crate::rules::Ruled for $name {
            fn each_text<'d>(
                &'d self,
                texts: &[&'static str],
                way: $crate::rules::Way<'_>,
                act: &mut impl FnMut($crate::rules::Way<'_>, &'d str),
            ) {
                if texts.is_empty() {
                    act(way, self.as_str());
                }
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

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::RULES.check(&text)?;
                Ok(Self(text))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::RULES.check(text)?;
                Ok(Self(text.to_owned()))
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
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                let text = Self::RULES.read(value, or_null, judge)?;
                Some(Self(text.to_owned()))
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                let text = reader.take_text()?;
                Self::RULES.accepts(&text).then(|| Self(text.into_owned()))
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::schema::text_value(&self.0)
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

        impl $crate::rules::Ruled for $name {}

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

        impl $crate::schema::Member for $name {
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                let number = Self::BOUNDS.read(value, or_null, judge)?;
                number.try_into().ok().map(Self)
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                let number = reader.take_integer()?;
                Self::BOUNDS.check(number.into()).ok()?;
                number.try_into().ok().map(Self)
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                // The reader knows no number beyond 2^53 - 1, so no bound is.
                $crate::value::Value::Integer(self.0.try_into().unwrap_or(i64::MAX))
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
            const CHOICES: &[(&str, Self)] = &[$(($text, Self::$variant)),*];

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

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => {
                        let found = $crate::schema::text_value(text);
                        Err($crate::schema::no_choice(Self::CHOICES, false, &found).into())
                    }
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::try_from(text.as_str())
            }
        }

        $crate::types::like_text!($name);

        impl $crate::schema::Member for $name {
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                $crate::schema::read_choice(value, or_null, Self::CHOICES, judge)
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                Self::try_from(&*reader.take_text()?).ok()
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::schema::text_value(self.as_str())
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
                match number {
                    $only => Ok(Self),
                    _ => {
                        let found = $crate::value::Value::Integer(number);
                        Err($crate::schema::not_constant($only, &found).into())
                    }
                }
            }
        }

        impl $crate::rules::Ruled for $name {}

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

        impl $crate::schema::Member for $name {
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                $crate::schema::read_constant(value, or_null, $only, judge).map(|()| Self)
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                Self::try_from(reader.take_integer()?).ok()
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::value::Value::Integer($only)
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

        impl $crate::schema::Member for $name {
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                judge.entries(value, or_null, Self::MAX_ITEMS).map(Self)
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                let mut entries = Vec::new();
                reader.take_container(b'[', b']', |reader| {
                    entries.push($crate::schema::Member::take(reader)?);
                    (entries.len() <= Self::MAX_ITEMS).then_some(())
                })?;
                Some(Self(entries))
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                let entries = self.0.iter().map($crate::schema::Member::to_value);
                $crate::value::Value::Array(entries.collect())
            }
        }

        impl $crate::rules::Ruled for $name {
            fn each_text<'d>(
                &'d self,
                texts: &[&'static str],
                way: $crate::rules::Way<'_>,
                act: &mut impl FnMut($crate::rules::Way<'_>, &'d str),
            ) {
                if let [$crate::pointer::EVERY_ENTRY, rest @ ..] = texts {
                    for (index, entry) in self.0.iter().enumerate() {
                        entry.each_text(rest, way.to($crate::pointer::Token::Index(index)), act);
                    }
                }
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
    ($name:ident { $( $member:ident: $text:literal, )* }) => {
        impl $crate::rules::Ruled for $name {
            fn each_text<'d>(
                &'d self,
                texts: &[&'static str],
                way: $crate::rules::Way<'_>,
                act: &mut impl FnMut($crate::rules::Way<'_>, &'d str),
            ) {
                match texts {
                    $([name @ $text, rest @ ..] => {
                        let way = way.to($crate::pointer::Token::Name(name));
                        self.$member.each_text(rest, way, act);
                    })*
                    _ => {}
                }
            }

            fn member(&self, name: &str) -> Option<$crate::value::Value<'_>> {
                match name {
                    $($text => Some($crate::schema::Member::to_value(&self.$member)),)*
                    _ => None,
                }
            }
        }

        impl $crate::schema::Member for $name {
            fn read<'d>(
                value: &'d $crate::value::Value<'_>,
                or_null: bool,
                judge: &mut $crate::schema::Judge<'d>,
            ) -> Option<Self> {
                let mut record = judge.record(value, or_null, &[$($text),*])?;
                $(let $member = record.member(judge);)*
                record.end(judge);
                Some(Self { $($member: $member?,)* })
            }

            fn take(reader: &mut $crate::reader::Reader<'_>) -> Option<Self> {
                $(let mut $member = None;)*
                reader.take_members(|reader, name| match name {
                    $($text if $member.is_none() => {
                        $member = Some($crate::schema::Member::take(reader)?);
                        Some(())
                    })*
                    _ => None,
                })?;
                Some(Self { $($member: $member?,)* })
            }

            fn to_value(&self) -> $crate::value::Value<'_> {
                $crate::value::Value::Object($crate::value::Object::of([
                    $(($text, $crate::schema::Member::to_value(&self.$member)),)*
                ]))
            }
        }
    };
}

#[allow(unused_imports)] // Which kinds of types there are is up to the schemas.
pub(crate) use {array, choice, constant, integer, like_text, record, text};
