//! nginx with nchan, started here and published to over HTTP, since it has no other way.

use std::fs;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bench_fanout::Tick;

use crate::options::Options;
use crate::publishing::{Publish, take_commands};

/// nginx ends when the shell's input does, which this process holds, however it ends itself.
const UNTIL_INPUT_ENDS: &str = r#"nginx -c "$0" & read -r _; kill $!; wait"#;
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn serve(options: Options) -> io::Result<()> {
    let folder = std::env::temp_dir().join(format!("fanout-nchan-{}", options.port));
    fs::create_dir_all(&folder)?;
    let file = folder.join("nginx.conf");
    fs::write(&file, configuration(options.port, &folder))?;
    let mut nginx = Command::new("sh");
    let mut nginx = nginx.args(["-c", UNTIL_INPUT_ENDS]).arg(&file).stdin(Stdio::piped()).spawn()?;
    let publisher = Publisher::connect(options, &mut nginx, &folder.join("nginx.pid"))?;
    take_commands(options, publisher)?;
    // Out of the child, which would close it before it waits.
    let _input = nginx.stdin.take();
    let status = nginx.wait()?;
    Err(io::Error::other(format!("nginx ended: {status}")))
}

/// One worker, and room for as many connections and events as the load has.
fn configuration(port: u16, folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "load_module modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 19000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_body_buffer_size 64k;
    keepalive_requests 1000000000;
    nchan_shared_memory_size 256M;
    server {{
        listen {port} backlog=4096;
        location ~ ^/feeds/(\\d+)$ {{
            nchan_subscriber eventsource;
            nchan_subscriber_first_message newest;
            nchan_eventsource_event tick;
            nchan_channel_id $1;
        }}
        location ~ ^/publish/(\\d+)$ {{
            nchan_publisher;
            nchan_channel_id $1;
            nchan_message_buffer_length 1024;
            nchan_message_timeout 10m;
        }}
    }}
}}
"
    )
}

/// Sends one request after the other on one connection, without waiting for the answers.
#[derive(Clone)]
struct Publisher {
    stream: Arc<Mutex<TcpStream>>,
    processes: Vec<u32>,
}

impl Publisher {
    /// Waits until nginx is there.
    fn connect(options: Options, nginx: &mut Child, pid_file: &PathBuf) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let begun = Instant::now();
        loop {
            if let (Ok(stream), Some(processes)) = (TcpStream::connect(address), processes(pid_file)) {
                stream.set_nodelay(true)?;
                let mut answers = stream.try_clone()?;
                thread::spawn(move || io::copy(&mut answers, &mut io::sink()));
                return Ok(Self { stream: Arc::new(Mutex::new(stream)), processes });
            }
            if begun.elapsed() > PATIENCE || nginx.try_wait()?.is_some() {
                return Err(io::Error::other("nginx did not start"));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The master and its worker, once that is there.
fn processes(pid_file: &PathBuf) -> Option<Vec<u32>> {
    let master: u32 = fs::read_to_string(pid_file).ok()?.trim().parse().ok()?;
    let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children")).ok()?;
    let mut processes: Vec<u32> =
        children.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    processes.push(master);
    (processes.len() > 1).then_some(processes)
}

impl Publish for Publisher {
    fn publish(&self, channel: u32, tick: Tick) {
        let Ok(data) = serde_json::to_string(&tick) else { return };
        let request = format!(
            "POST /publish/{channel} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{data}",
            data.len()
        );
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = stream.write_all(request.as_bytes()) {
            eprintln!("an event was not published: {error}");
        }
    }

    fn processes(&self) -> Vec<u32> {
        self.processes.clone()
    }
}
