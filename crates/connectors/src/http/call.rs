use domain::Value;
use http::Method;

/// What a call carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON text.
    Json(String),
    /// Form fields.
    Form(Vec<(String, String)>),
}

/// One call, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Below the requester's base address; begins with a slash.
    pub path: String,
    /// Query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// What it carries.
    pub body: Body,
    /// Whether it may be sent again when nobody knows if it arrived: reads, and writes that say the same
    /// thing twice without harm.
    pub repeatable: bool,
    /// Under which of the connector's buckets it is counted.
    pub bucket: &'static str,
    /// Largest answer that is taken in, in bytes; none for the client's own limit.
    pub at_most: Option<usize>,
}

/// The bucket of calls that belong to no other.
const DEFAULT_BUCKET: &str = "calls";

impl Call {
    fn new(method: Method, path: impl Into<String>, body: Body, repeatable: bool) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body,
            repeatable,
            bucket: DEFAULT_BUCKET,
            at_most: None,
        }
    }

    /// Reads; may be repeated.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, Body::Empty, true)
    }

    /// Posts JSON; not repeated unless [`Call::repeatable`] says so.
    pub fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::POST, path, Body::Json(body.to_json()), false)
    }

    /// Puts JSON; may be repeated.
    pub fn put(path: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::PUT, path, Body::Json(body.to_json()), true)
    }

    /// Changes named fields; may be repeated.
    pub fn patch(path: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::PATCH, path, Body::Json(body.to_json()), true)
    }

    /// Deletes; may be repeated.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, Body::Empty, true)
    }

    /// The same call with one more query field.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The same call, which may be sent twice without harm.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// The same call, counted under another bucket.
    #[must_use]
    pub fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = bucket;
        self
    }

    /// The same call, of whose answer so many bytes are taken in at most.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.at_most = Some(bytes);
        self
    }

    /// "POST /crm/v3/objects/deals/batch/read", for messages and logs.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}
