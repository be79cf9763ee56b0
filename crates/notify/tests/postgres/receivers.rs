//! A mail server and an HTTP receiver as small as they can be, and as slow or broken as a test wants.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What a mail server took.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Vec<String>>>);

impl Mailbox {
    pub(crate) fn letters(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A mail server that answers each recipient with `answer` (250 takes it). Gives its address and what it took.
pub(crate) async fn mail_server(answer: &'static str) -> (String, Mailbox) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let mailbox = Mailbox::default();
    let kept = mailbox.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(converse(stream, answer, kept.clone()));
        }
    });
    (address, mailbox)
}

async fn converse(stream: TcpStream, answer: &str, kept: Mailbox) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.example ESMTP\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let said = match verb.as_str() {
            "EHLO" => "250-mail.example\r\n250 8BITMIME".to_owned(),
            "RCPT" => answer.to_owned(),
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await.ok()? {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push('\n');
                }
                kept.0.lock().unwrap().push(letter);
                "250 2.0.0 queued as 1".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 ok".to_owned(),
        };
        writer.write_all(format!("{said}\r\n").as_bytes()).await.ok()?;
    }
    None
}

/// A request that a receiver got.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// What an HTTP receiver got.
#[derive(Clone, Default)]
pub(crate) struct Inbox {
    got: Arc<Mutex<Vec<Got>>>,
    /// How many requests are still refused with 503.
    pub(crate) refuses: Arc<AtomicUsize>,
}

impl Inbox {
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// A receiver that thinks so long before it answers.
pub(crate) async fn receiver(thinks: Duration) -> (String, Inbox) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let inbox = Inbox::default();
    let kept = inbox.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, thinks, kept.clone()));
        }
    });
    (address, inbox)
}

async fn answer(stream: TcpStream, thinks: Duration, inbox: Inbox) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut headers = BTreeMap::new();
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        loop {
            line.clear();
            stream.read_line(&mut line).await.ok()?;
            let Some((name, value)) = line.trim().split_once(':') else {
                break;
            };
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        let length: usize = headers
            .get("content-length")
            .map_or(0, |text| text.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        tokio::time::sleep(thinks).await;
        let refuse = inbox
            .refuses
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok();
        let said = if refuse {
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 12\r\n\r\nno_such_team"
        } else {
            inbox.got.lock().unwrap().push(Got {
                headers,
                body: String::from_utf8(body).unwrap(),
            });
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
        };
        stream.get_mut().write_all(said.as_bytes()).await.ok()?;
    }
}
