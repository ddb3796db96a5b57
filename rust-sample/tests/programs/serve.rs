//! The `serve` program as SageMaker starts it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

use crate::tree::{Tree, signal};
use candle_core::Device;
use rust_sample::network::Network;
use rust_sample::{CLASSES, artifact};
use serde_json::Value;

const SERVE: &str = env!("CARGO_BIN_EXE_serve");

struct Server {
    child: Child,
    address: String,
    log: BufReader<ChildStderr>,
    _tree: Tree,
}

impl Server {
    fn start() -> Self {
        let tree = Tree::new();
        artifact::save(&Network::random(1, &Device::Cpu).unwrap(), &tree.base().join("model")).unwrap();
        let mut child = spawn(&tree, "0");
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        let server = Self { child, address, log, _tree: tree };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let limit = Instant::now() + Duration::from_secs(20);
        while self.send("GET", "/ping", "", b"").0 != 200 {
            assert!(Instant::now() < limit, "the model was not loaded in time");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Status and body.
    fn send(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n").unwrap();
        write!(stream, "content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n").unwrap();
        stream.write_all(body).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn invoke(&self, content_type: &str, body: &[u8]) -> (u16, Value) {
        let (status, body) = self.send("POST", "/invocations", content_type, body);
        (status, serde_json::from_str(&body).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(tree: &Tree, port: &str) -> Child {
    let mut command = tree.command(SERVE, "serve");
    command.env("SAGEMAKER_BIND_ADDRESS", "127.0.0.1").env("SAGEMAKER_BIND_TO_PORT", port);
    command.stderr(Stdio::piped()).spawn().unwrap()
}

fn example(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)).unwrap()
}

#[test]
fn every_shipped_example_is_answered_and_its_forms_agree() {
    let server = Server::start();
    for class in CLASSES {
        let name = format!("{}.png", class.to_lowercase().replace([' ', '/'], "-"));
        let (status, answer) = server.invoke("image/png", &example(&name));
        assert_eq!(status, 200, "{name}: {answer}");
        let prediction = &answer["predictions"][0];
        assert_eq!(CLASSES[prediction["class"].as_u64().unwrap() as usize], prediction["label"]);
        let sum: f64 = prediction["probabilities"].as_object().unwrap().values().filter_map(Value::as_f64).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{name}: {sum}");
    }
    let json = server.invoke("application/json", &example("two-images.json"));
    let csv = server.invoke("text/csv; charset=utf-8", &example("two-images.csv"));
    assert_eq!(json.1["predictions"].as_array().unwrap().len(), 2);
    assert_eq!(json, csv);
}

#[test]
fn bad_requests_are_answered_with_the_reason_and_the_next_one_is_answered() {
    let server = Server::start();
    let error = |content_type: &str, body: &[u8]| {
        let (status, answer) = server.invoke(content_type, body);
        (status, answer["error"].as_str().unwrap().to_owned())
    };
    assert_eq!(error("text/csv", b"1,2"), (400, "row 1 has 2 columns, expected 784".to_owned()));
    let (status, message) = error("image/png", b"no picture");
    assert!(status == 400 && message.starts_with("the body is not a PNG image"), "{status} {message}");
    assert_eq!(error("application/json", b"[1, \"x\"]").0, 400);
    assert_eq!(error("text/html", b"<p>").0, 415);
    assert_eq!(server.send("GET", "/invocations", "", b"").0, 405);
    assert_eq!(server.invoke("image/png", &example("bag.png")).0, 200);
}

#[test]
fn sigterm_ends_it_with_0() {
    let mut server = Server::start();
    signal(&server.child, "-TERM");
    let start = Instant::now();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5));
    let mut log = String::new();
    server.log.read_to_string(&mut log).unwrap();
    assert!(log.contains("SIGTERM: no new requests are taken"), "{log}");
}

#[test]
fn a_model_that_does_not_load_ends_it_with_1_and_the_reason() {
    let output = spawn(&Tree::new(), "0").wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stderr).unwrap();
    let reason = log.lines().last().unwrap();
    assert!(reason.starts_with("error: the model in ") && reason.contains("model.json: No such file"), "{log}");
}

#[test]
fn a_port_that_is_taken_ends_it_with_1_and_the_reason() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = spawn(&Tree::new(), &port).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains(&format!("error: 127.0.0.1:{port} cannot be listened on: Address already in use")), "{log}");
}
