//! The sizes of shop that can be asked for.

/// How large a shop is and how strictly it is laid out.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Start of the random sequence.
    pub(crate) seed: u64,
    /// Products; without `even`, some of them have several variants.
    pub(crate) products: usize,
    /// Customers, guests included.
    pub(crate) customers: usize,
    /// Customers that are companies.
    pub(crate) companies: usize,
    /// Orders.
    pub(crate) orders: usize,
    /// Days over which the orders are spread.
    pub(crate) days: i64,
    /// Everything alike, for the benchmark: simple products, three lines an order, all paid, and no
    /// guest without e-mail.
    pub(crate) even: bool,
}

impl Plan {
    /// A shop to look at: 40 products, 60 customers, 120 orders.
    pub(crate) fn small() -> Self {
        Self {
            seed: 7,
            products: 40,
            customers: 60,
            companies: 22,
            orders: 120,
            days: 120,
            even: false,
        }
    }

    /// A shop to load: 10,000 products, 50,000 customers, 100,000 orders.
    pub(crate) fn large() -> Self {
        Self {
            seed: 11,
            products: 10_000,
            customers: 50_000,
            companies: 12_000,
            orders: 100_000,
            days: 730,
            even: false,
        }
    }

    /// The benchmark's shop: 1,000 paid orders of 3 lines, 400 customers with 150 companies among
    /// them, 120 products.
    pub(crate) fn orders_1000() -> Self {
        Self {
            seed: 13,
            products: 120,
            customers: 400,
            companies: 150,
            orders: 1000,
            days: 90,
            even: true,
        }
    }
}
