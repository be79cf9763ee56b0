//! "Did you mean …?": the nearest of the known names.

/// The known name nearest to a misspelt one, if any is near enough to be meant.
pub(crate) fn closest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A word longer than any name is no slip of the pen, and comparing it would cost.
    if word.len() > 64 {
        return None;
    }
    let folded = word.to_lowercase();
    let most = (folded.chars().count() / 3).clamp(1, 3);
    names
        .into_iter()
        .map(|name| (distance(&folded, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be added, dropped, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let width = b.len() + 1;
    let mut cells: Vec<usize> = (0..width).collect();
    for i in 1..=a.len() {
        cells.push(i);
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (cells[(i - 1) * width + j] + 1)
                .min(cells[i * width + j - 1] + 1)
                .min(cells[(i - 1) * width + j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(cells[(i - 2) * width + j - 2] + 1);
            }
            cells.push(best);
        }
    }
    cells.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_recognised_and_other_words_are_not() {
        let names = ["email", "number", "total_incl", "phone"];
        assert_eq!(closest("emial", names), Some("email"));
        assert_eq!(closest("total_inc", names), Some("total_incl"));
        assert_eq!(closest("Phone", names), Some("phone"));
        assert_eq!(closest("colour", names), None);
    }
}
