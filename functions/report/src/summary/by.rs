//! What groups are made by.

use koe_domain::Faults;
use koe_domain::counting::Group;
use koe_domain::organisation::Store;
use koe_domain::survey::Settings;

use super::counters::Counters;

/// Key of the group of answers that have no store, or not the label asked for.
const WITHOUT: &str = "none";

/// What groups are made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Store,
    /// The label of this name.
    Label(String),
}

impl By {
    /// Reads `store`, or the name of one of the survey's labels.
    pub(crate) fn read(text: &str, settings: &Settings) -> Result<Self, Faults> {
        match text {
            "store" => Ok(Self::Store),
            _ if settings.labels.contains_key(text) => Ok(Self::Label(text.to_owned())),
            _ => Err(Faults::one("", "\"store\" or a label of the survey is expected")),
        }
    }

    /// The groups there are, whether anybody answered in them or not. Those that only an older setting knows follow.
    pub(super) fn groups(&self, counters: &Counters, settings: &Settings, stores: &[Store]) -> Vec<Group> {
        let mut groups: Vec<Group> = match self {
            Self::Store => stores.iter().map(|store| Group::Store(store.id.clone())).collect(),
            Self::Label(name) => {
                let label = |value: &String| Group::Label { name: name.clone(), value: value.clone() };
                settings.labels.get(name).into_iter().flatten().map(label).collect()
            }
        };
        let older: Vec<Group> =
            counters.groups().filter(|it| self.key(it).is_some() && !groups.contains(it)).cloned().collect();
        groups.extend(older);
        groups
    }

    /// The keys of `groups`, and last that of the answers without a group.
    pub(super) fn keys(&self, groups: &[Group]) -> Vec<String> {
        let mut keys: Vec<String> = groups.iter().filter_map(|group| self.key(group)).map(str::to_owned).collect();
        let without = if keys.iter().any(|key| key == WITHOUT) { "" } else { WITHOUT };
        keys.push(without.to_owned());
        keys
    }

    /// The key of `group`, where it is one of those asked for.
    fn key<'g>(&self, group: &'g Group) -> Option<&'g str> {
        match (self, group) {
            (Self::Store, Group::Store(id)) => Some(id.as_str()),
            (Self::Label(wanted), Group::Label { name, value }) if name == wanted => Some(value.as_str()),
            _ => None,
        }
    }
}
