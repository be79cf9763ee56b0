use domain::{Failure, FailureReason, Value};

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<C> {
    /// What is on it.
    pub items: Vec<Value>,
    /// Where the next one begins; none on the last.
    pub next: Option<C>,
}

/// Walks a list page by page, to its end or until enough was seen.
#[derive(Clone, Copy, Debug)]
pub struct Paginate {
    /// Items after which no further page is asked for.
    pub enough: usize,
}

impl Paginate {
    /// To the end of the list.
    #[must_use]
    pub fn to_the_end() -> Self {
        Self { enough: usize::MAX }
    }

    /// Until so many were seen.
    #[must_use]
    pub fn until(enough: usize) -> Self {
        Self { enough }
    }

    /// Walks; `turn` fetches the page that begins at a place (`None`: the first).
    ///
    /// # Errors
    /// The first page's that failed, and `UnreadableAnswer` when a page points to itself: going on would
    /// never end.
    pub async fn walk<C, F, P>(self, mut turn: F) -> Result<Vec<Value>, Failure>
    where
        C: PartialEq + Clone,
        F: FnMut(Option<C>) -> P,
        P: Future<Output = Result<Page<C>, Failure>>,
    {
        let mut all = Vec::new();
        let mut place: Option<C> = None;
        loop {
            let page = turn(place.clone()).await?;
            all.extend(page.items);
            match page.next {
                Some(next) if all.len() < self.enough => {
                    if place.as_ref() == Some(&next) {
                        return Err(Failure::transient(
                            FailureReason::UnreadableAnswer,
                            "The list's next page is the page itself; reading it was given up.",
                        ));
                    }
                    place = Some(next);
                }
                _ => return Ok(all),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unused_async, reason = "stands for a call")]
    async fn page_of_two(place: Option<usize>) -> Result<Page<usize>, Failure> {
        let at = place.unwrap_or(0);
        Ok(Page {
            items: vec![Value::from("x"), Value::from("y")],
            next: (at < 4).then_some(at + 2),
        })
    }

    #[tokio::test]
    async fn the_list_is_walked_to_its_end_or_until_enough() {
        assert_eq!(Paginate::to_the_end().walk(page_of_two).await.unwrap().len(), 6);
        assert_eq!(Paginate::until(3).walk(page_of_two).await.unwrap().len(), 4);
    }

    #[tokio::test]
    async fn a_page_that_points_to_itself_does_not_hang() {
        let stuck = |_: Option<u8>| async {
            Ok(Page {
                items: Vec::new(),
                next: Some(7),
            })
        };
        let failure = Paginate::to_the_end().walk(stuck).await.unwrap_err();
        assert_eq!(failure.reason, FailureReason::UnreadableAnswer);
    }
}
