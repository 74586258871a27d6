//! What a code of the published catalogue is; `codes` lists them.

use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "lowercase")
)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something looks wrong, and the verdict is what the other findings make it.
    Warning,
    /// The document is not valid.
    Error,
}

impl Severity {
    /// The severity as reports write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Declare the codes of the catalogue.
macro_rules! codes {
    ($(
        $variant:ident {
            code: $code:literal,
            severity: $severity:ident,
            meaning: $meaning:literal,
            remedy: $remedy:literal,
        }
    )*) => {
        /// The permanent name of a kind of finding, `<layer>/<name>` (SPEC section 8.2).
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Code {
            $(
                #[doc = concat!("`", $code, "`: ", $meaning)]
                $variant,
            )*
        }

        impl Code {
            /// Every code that this crate can report, in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The code as it is published, such as `encoding/utf8`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// How much a finding of this kind weighs.
            #[must_use]
            pub const fn severity(self) -> $crate::code::Severity {
                match self {
                    $(Self::$variant => $crate::code::Severity::$severity,)*
                }
            }

            /// What a finding of this kind says, in one line.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)*
                }
            }

            /// What to do about it, in one line.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)*
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for Code {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl std::fmt::Display for Code {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    };
}

pub(crate) use codes;
