// Generated from src/dlm_codegen/rust/runtime/src/version.rs by `nox -s generate`. Do not edit.
//! What a published version is; `versions` lists them.

/// What a manifest is asked: its version and what rules look at are given.
macro_rules! judged {
    ($type:path, |$manifest:ident| ($version:expr, $node:expr)) => {
        impl $type {
            /// Judge the rules, which are what a manifest can break at all (SPEC section 6).
            #[must_use]
            pub fn check(&self) -> crate::Report {
                let $manifest = self;
                crate::judgement::check($version, $node)
            }

            /// Write the canonical form, which is the same in every language (SPEC section 9).
            ///
            /// # Errors
            ///
            /// A manifest in which a rule finds an error, or of more than 16 MiB, is refused.
            pub fn to_canonical_bytes(&self) -> Result<Vec<u8>, crate::InvalidManifest> {
                self.check().valid()?;
                let $manifest = self;
                crate::judgement::write(&crate::schema::Node::to_value($node))
            }
        }
    };
}

/// Declare all versions, oldest first, and what can hold a manifest of any of them.
macro_rules! versions {
    (latest: $latest:ident; $(
        $variant:ident {
            number: $number:literal,
            module: $module:ident,
            written_by: $written_by:expr,
            read_by: $read_by:expr,
            schema: $schema:expr,
            migration: $migration:expr,
        }
    )*) => {
        /// A published version of the export manifest.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Version {
            $(
                #[doc = concat!("Version ", $number, ".")]
                $variant,
            )*
        }

        /// Every version, oldest first.
        pub const VERSIONS: &[Version] = &[$(Version::$variant),*];

        /// The latest version, which new manifests are written in.
        pub const LATEST: Version = Version::$latest;

        impl Version {
            /// The number of the version.
            #[must_use]
            pub const fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }

            /// The programs that write the version, for people.
            #[must_use]
            pub const fn written_by(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => $written_by,)*
                }
            }

            /// The releases and development versions of DLM that read it, for people; empty where
            /// none does.
            #[must_use]
            pub const fn read_by(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => $read_by,)*
                }
            }

            /// The JSON Schema of the version, as it is published.
            #[must_use]
            pub const fn schema(self) -> &'static str {
                match self {
                    $(Self::$variant => $schema,)*
                }
            }

            /// The migration that leads up to the version, as it is published.
            #[must_use]
            pub const fn migration(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $migration,)*
                }
            }
        }

        impl Version {
            /// What the generated type of the version says its schema is.
            pub(crate) const fn model(self) -> &'static crate::schema::Schema {
                match self {
                    $(Self::$variant => <$module::ExportManifest as crate::schema::Member>::SCHEMA,)*
                }
            }
        }

        impl TryFrom<i64> for Version {
            type Error = crate::UnknownVersion;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                match number {
                    $($number => Ok(Self::$variant),)*
                    _ => Err(crate::UnknownVersion { number }),
                }
            }
        }

        impl std::fmt::Display for Version {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.number().fmt(formatter)
            }
        }

        /// A manifest of any version.
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Manifest {
            $(
                #[doc = concat!("A manifest of version ", $number, ".")]
                $variant($module::ExportManifest),
            )*
        }

        impl Manifest {
            /// The version that the manifest is of.
            #[must_use]
            pub const fn version(&self) -> Version {
                match self {
                    $(Self::$variant(_) => Version::$variant,)*
                }
            }

            /// Make a document into the type of a version, or tell what stands in the way.
            pub(crate) fn read(
                version: Version,
                document: &crate::value::Value<'_>,
                most: usize,
            ) -> Result<Self, crate::schema::Violations> {
                match version {
                    $(Version::$variant => {
                        crate::schema::read(document, most).map(Self::$variant)
                    })*
                }
            }

            /// Read a document without a fault, in one pass; no version accepts another's.
            pub(crate) fn take(data: &[u8]) -> Option<Self> {
                let taken = VERSIONS.iter().rev().map(|version| match version {
                    $(Version::$variant => crate::reader::take(data).map(Self::$variant),)*
                });
                taken.flatten().next()
            }

            pub(crate) fn as_node(&self) -> &dyn crate::schema::Node {
                match self {
                    $(Self::$variant(manifest) => manifest,)*
                }
            }
        }

        $crate::version::judged!(Manifest, |manifest| (manifest.version(), manifest.as_node()));

        impl TryFrom<Manifest> for $crate::ExportManifest {
            type Error = Manifest;

            /// Take a manifest of the latest version; one of another comes back as it is.
            fn try_from(manifest: Manifest) -> Result<Self, Manifest> {
                match manifest {
                    Manifest::$latest(latest) => Ok(latest),
                    other => Err(other),
                }
            }
        }

        $(
            impl From<$module::ExportManifest> for Manifest {
                fn from(manifest: $module::ExportManifest) -> Self {
                    Self::$variant(manifest)
                }
            }

            $crate::version::judged!($module::ExportManifest, |manifest| (Version::$variant, manifest));
        )*
    };
}

pub(crate) use {judged, versions};
