use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::BoxError;
use crate::serve::{Output, PredictError, Settings};

/// Does what the body says; `wait` blocks until the test lets it go on.
struct Obedient {
    started: Sender<()>,
    go_on: Mutex<Receiver<()>>,
}

impl Predictor for Obedient {
    const ACCEPTS: &'static [&'static str] = &["text/plain"];
    const PRODUCES: &'static [&'static str] = &["text/plain", "application/json"];

    fn load(_: &Path) -> Result<Self, BoxError> {
        Err("only made by the tests".into())
    }

    fn predict(&self, input: &Input) -> Result<Output, PredictError> {
        match &input.body[..] {
            b"panic" => panic!("as told"),
            b"bad" => Err(PredictError::BadInput("row 1, column 2: bad".to_owned())),
            b"large" => Err(PredictError::TooLarge("at most 10 rows".to_owned())),
            b"fail" => Err(PredictError::Internal("no luck".into())),
            b"wait" => {
                self.started.send(()).unwrap();
                self.go_on.lock().unwrap().recv().unwrap();
                Ok(b"waited".to_vec().into())
            }
            body => Ok(body.to_ascii_uppercase().into()),
        }
    }
}

struct Rig {
    host: Arc<ModelHost<Obedient>>,
    started: Receiver<()>,
    go_on: Sender<()>,
    model: Option<Obedient>,
}

impl Rig {
    fn loading() -> Self {
        let settings = Settings { max_payload: 64, workers: 1, waiting: 1, ..Settings::default() };
        let (started, starts) = channel();
        let (go_on, gone_on) = channel();
        let model = Some(Obedient { started, go_on: Mutex::new(gone_on) });
        Self { host: Arc::new(ModelHost::new(settings)), started: starts, go_on, model }
    }

    fn ready() -> Self {
        let mut rig = Self::loading();
        rig.host.install(rig.model.take().unwrap());
        rig
    }

    async fn send(&self, request: Request) -> (StatusCode, HeaderMap, String) {
        let response = router(Arc::clone(&self.host)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn ping(&self) -> StatusCode {
        self.send(Request::get("/ping").body(Body::empty()).unwrap()).await.0
    }

    async fn invoke(&self, body: &'static str) -> (StatusCode, String) {
        let (status, _, body) = self.send(invocation().body(body.into()).unwrap()).await;
        (status, body)
    }
}

fn invocation() -> axum::http::request::Builder {
    Request::post("/invocations").header(CONTENT_TYPE, "text/plain; charset=utf-8")
}

fn error(message: &str) -> String {
    serde_json::json!({ "error": message }).to_string()
}

#[tokio::test]
async fn ping_is_503_until_the_model_is_there_and_again_while_draining() {
    let mut rig = Rig::loading();
    assert_eq!(rig.ping().await, StatusCode::SERVICE_UNAVAILABLE);
    let refused = rig.invoke("hello").await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, error("the model is still loading")));
    rig.host.install(rig.model.take().unwrap());
    assert_eq!(rig.ping().await, StatusCode::OK);
    rig.host.start_draining();
    assert_eq!(rig.ping().await, StatusCode::SERVICE_UNAVAILABLE);
    let refused = rig.invoke("hello").await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, error("the endpoint is shutting down")));
}

#[tokio::test]
async fn an_invocation_is_answered_with_the_preferred_type() {
    let (status, headers, body) = Rig::ready().send(invocation().body("hello".into()).unwrap()).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "HELLO"));
    assert_eq!(headers[CONTENT_TYPE], "text/plain");
}

#[tokio::test]
async fn types_that_the_model_does_not_know_are_415_and_406() {
    let rig = Rig::ready();
    let html = Request::post("/invocations").header(CONTENT_TYPE, "text/html").body(Body::empty()).unwrap();
    assert_eq!(rig.send(html).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let picky = invocation().header(ACCEPT, "image/png").body(Body::empty()).unwrap();
    assert_eq!(rig.send(picky).await.0, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn errors_become_their_status_and_say_why() {
    let rig = Rig::ready();
    assert_eq!(rig.invoke("bad").await, (StatusCode::BAD_REQUEST, error("row 1, column 2: bad")));
    assert_eq!(rig.invoke("large").await, (StatusCode::PAYLOAD_TOO_LARGE, error("at most 10 rows")));
    let hidden = error("the prediction failed; the log says why");
    assert_eq!(rig.invoke("fail").await, (StatusCode::INTERNAL_SERVER_ERROR, hidden));
}

#[tokio::test]
async fn a_panic_is_500_and_the_next_request_is_answered() {
    let rig = Rig::ready();
    assert_eq!(rig.invoke("panic").await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(rig.invoke("hello").await, (StatusCode::OK, "HELLO".to_owned()));
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let rig = Rig::ready();
    assert_eq!(rig.send(invocation().body("x".repeat(64).into()).unwrap()).await.0, StatusCode::OK);
    let (status, _, body) = rig.send(invocation().body("x".repeat(65).into()).unwrap()).await;
    assert_eq!((status, body), (StatusCode::PAYLOAD_TOO_LARGE, error("the request body is larger than 64 bytes")));
}

#[tokio::test]
async fn custom_attributes_come_back_when_they_are_text() {
    let rig = Rig::ready();
    let with = |value: &[u8]| invocation().header(CUSTOM_ATTRIBUTES, value).body("hello".into()).unwrap();
    let (_, headers, _) = rig.send(with(b"trace=1")).await;
    assert_eq!(headers[CUSTOM_ATTRIBUTES], "trace=1");
    let (_, headers, _) = rig.send(with(b"trace=\xe9")).await;
    assert!(!headers.contains_key(CUSTOM_ATTRIBUTES));
    let (_, headers, _) = rig.send(with(&[b'x'; 1025])).await;
    assert!(!headers.contains_key(CUSTOM_ATTRIBUTES));
}

#[tokio::test]
async fn one_request_computes_one_waits_and_the_next_is_turned_away() {
    let rig = Rig::ready();
    let (first, second, third) = tokio::join!(biased; rig.invoke("wait"), rig.invoke("wait"), async {
        let refused = rig.invoke("hello").await;
        rig.go_on.send(()).unwrap();
        rig.go_on.send(()).unwrap();
        refused
    });
    assert_eq!(third, (StatusCode::SERVICE_UNAVAILABLE, error("too many requests are waiting")));
    assert_eq!(first, (StatusCode::OK, "waited".to_owned()));
    assert_eq!(second, (StatusCode::OK, "waited".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn draining_waits_for_the_request_under_way() {
    let rig = Rig::ready();
    let sender = Arc::clone(&rig.host);
    let request = invocation().body(Body::from("wait")).unwrap();
    let invocation = tokio::spawn(async move { router(sender).oneshot(request).await.unwrap().status() });
    rig.started.recv().unwrap();
    rig.host.start_draining();
    let hurry = std::time::Duration::from_millis(20);
    assert!(tokio::time::timeout(hurry, rig.host.idle()).await.is_err());
    rig.go_on.send(()).unwrap();
    rig.host.idle().await.unwrap();
    assert_eq!(invocation.await.unwrap(), StatusCode::OK);
}
