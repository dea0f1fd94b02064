use std::collections::HashMap;

use uuid::Uuid;
use zoufang_core::id::TenantId;

use super::bulk;
use super::statement::Sql;
use super::{StorageError, Writing};

/// A unit below another (or itself), and how many steps below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Below {
    ancestor: Uuid,
    unit: Uuid,
    depth: i64,
}

impl Writing {
    /// Reckons the tree of units anew from their records; scopes are read from it. Units are few
    /// and change seldom.
    pub async fn rebuild_unit_tree(&mut self, tenant: TenantId) -> Result<(), StorageError> {
        let select = "SELECT id, about FROM record WHERE tenant = $1 AND kind = 'unit'";
        let rows = Sql::new(select).bind(tenant.0).fetch_all(self.transaction()).await?;
        let parents = rows
            .iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?)))
            .collect::<Result<HashMap<Uuid, Option<Uuid>>, StorageError>>()?;
        let delete = "DELETE FROM unit_tree WHERE tenant = $1";
        Sql::new(delete).bind(tenant.0).execute(self.transaction()).await?;
        let into = "unit_tree (tenant, ancestor, unit, depth)";
        let tree = closure(&parents);
        let statements = bulk::insert(self.dialect(), into, &tree, |values, below| {
            values.push_bind(tenant.0).push_bind(below.ancestor).push_bind(below.unit).push_bind(below.depth);
        });
        self.run(statements).await
    }
}

/// Each unit with itself and all units above it. Two people may have hung two units below each
/// other: the climb ends where it comes by a unit again.
fn closure(parents: &HashMap<Uuid, Option<Uuid>>) -> Vec<Below> {
    let mut closure = Vec::new();
    for unit in parents.keys() {
        let mut above: Vec<Uuid> = Vec::new();
        let mut next = Some(*unit);
        while let Some(ancestor) = next.filter(|ancestor| !above.contains(ancestor)) {
            above.push(ancestor);
            next = parents.get(&ancestor).copied().flatten();
        }
        closure.extend(above.into_iter().zip(0..).map(|(ancestor, depth)| Below { ancestor, unit: *unit, depth }));
    }
    closure
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use uuid::Uuid;

    use super::{Below, closure};

    fn tree(parents: &[(u128, Option<u128>)]) -> BTreeSet<(u128, u128, i64)> {
        let parents: HashMap<Uuid, Option<Uuid>> =
            parents.iter().map(|(unit, parent)| (Uuid::from_u128(*unit), parent.map(Uuid::from_u128))).collect();
        closure(&parents)
            .into_iter()
            .map(|Below { ancestor, unit, depth }| (ancestor.as_u128(), unit.as_u128(), depth))
            .collect()
    }

    #[test]
    fn a_unit_stands_below_itself_and_all_above_it() {
        let found = tree(&[(1, None), (2, Some(1)), (3, Some(2))]);
        assert_eq!(found, BTreeSet::from([(1, 1, 0), (2, 2, 0), (1, 2, 1), (3, 3, 0), (2, 3, 1), (1, 3, 2)]));
    }

    #[test]
    fn units_below_each_other_do_not_hang_the_server() {
        let found = tree(&[(1, Some(2)), (2, Some(1)), (3, Some(3))]);
        assert_eq!(found, BTreeSet::from([(1, 1, 0), (2, 1, 1), (2, 2, 0), (1, 2, 1), (3, 3, 0)]));
    }
}
