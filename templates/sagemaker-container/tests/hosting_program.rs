//! A hosting program from outside, as SageMaker starts, asks and stops it.
#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

struct Server {
    child: Child,
    address: String,
    _base: TempDir,
}

impl Server {
    /// Comes back when it listens, which is before its model is loaded.
    fn start(milliseconds: u64) -> Self {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir(base.path().join("model")).unwrap();
        fs::write(base.path().join("model/milliseconds"), milliseconds.to_string()).unwrap();
        let mut child = Command::new(program())
            .arg("serve")
            .env("SAGEMAKER_BASE_DIR", base.path())
            .envs([("SAGEMAKER_BIND_ADDRESS", "127.0.0.1"), ("SAGEMAKER_BIND_TO_PORT", "0")])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = log.next().unwrap().unwrap();
        thread::spawn(move || log.for_each(drop));
        let address = first.strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address, _base: base }
    }

    fn ping(&self) -> u16 {
        send(&self.address, "GET /ping", "").unwrap().0
    }

    fn wait_until_ready(&self) {
        let limit = Instant::now() + Duration::from_secs(20);
        while self.ping() != 200 {
            assert!(Instant::now() < limit, "not ready in time");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn terminate(&self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("examples/shout")
}

fn send(address: &str, request: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let head = "host: test\r\nconnection: close\r\ncontent-type: text/plain";
    write!(stream, "{request} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    let (head, body) = response.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

#[test]
fn it_answers_pings_with_503_while_the_model_loads() {
    let server = Server::start(400);
    assert_eq!(server.ping(), 503);
    let refused = send(&server.address, "POST /invocations", "hello").unwrap();
    assert_eq!(refused, (503, r#"{"error":"the model is still loading"}"#.to_owned()));
    server.wait_until_ready();
    assert_eq!(send(&server.address, "POST /invocations", "hello"), Some((200, "HELLO".to_owned())));
}

#[test]
fn told_to_stop_it_finishes_the_request_under_way_and_takes_no_other() {
    let mut server = Server::start(600);
    server.wait_until_ready();
    let address = server.address.clone();
    let under_way = thread::spawn(move || send(&address, "POST /invocations", "hello"));
    thread::sleep(Duration::from_millis(200));
    server.terminate();
    thread::sleep(Duration::from_millis(50));
    assert_eq!(server.ping(), 503);
    assert_eq!(under_way.join().unwrap(), Some((200, "HELLO".to_owned())));
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn told_to_stop_as_soon_as_it_listens_it_ends_in_order() {
    for _ in 0..10 {
        let mut server = Server::start(20_000);
        server.terminate();
        assert_eq!(server.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn told_to_stop_while_the_model_loads_it_ends_at_once() {
    let mut server = Server::start(20_000);
    assert_eq!(server.ping(), 503);
    let start = Instant::now();
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(10));
}
