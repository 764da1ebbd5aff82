//! Equations, and what follows from them.

/// The factor of each unknown in a sum.
pub(super) type Row = Vec<u64>;

/// Equations in echelon form, over the integers modulo a prime.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<(usize, Row)>);

const PRIME: u64 = 2_147_483_647;

impl Known {
    /// What is left of `row` when every known equation is taken from it.
    fn reduce(&self, mut row: Row) -> Row {
        for (pivot, known) in &self.0 {
            let factor = (PRIME - row[*pivot]) % PRIME;
            if factor != 0 {
                row.iter_mut().zip(known).for_each(|(it, known)| *it = (*it + factor * known) % PRIME);
            }
        }
        row
    }

    /// Adds an equation.
    pub(super) fn learn(&mut self, row: Row) {
        let row = self.reduce(row);
        if let Some(pivot) = row.iter().position(|it| *it != 0) {
            let inverse = power(row[pivot], PRIME - 2);
            self.0.push((pivot, row.iter().map(|it| it * inverse % PRIME).collect()));
        }
    }

    /// Whether this sum can be computed.
    pub(super) fn gives(&self, row: Row) -> bool {
        self.reduce(row).iter().all(|it| *it == 0)
    }
}

/// `base` to the `exponent`, modulo the prime; to `PRIME - 2` it is the inverse (Fermat).
fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}
