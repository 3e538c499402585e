//! A server as a process of its own, that is spoken to by lines.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The process; killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it.
    ///
    /// # Panics
    /// It can't be started.
    pub fn start(command: &mut Command) -> Self {
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, input, output }
    }

    /// The number of the process.
    ///
    /// # Panics
    /// It has ended.
    pub fn id(&self) -> u32 {
        self.process.id().unwrap()
    }

    /// Waits for a line that begins with a word, and gives the rest of it.
    ///
    /// # Panics
    /// It says something else, or ends.
    pub async fn says(&mut self, word: &str) -> String {
        let line = self.output.next_line().await.unwrap().unwrap_or_else(|| panic!("ended before {word:?}"));
        let rest = line.strip_prefix(word).unwrap_or_else(|| panic!("{line:?} where {word:?} was expected"));
        rest.trim().to_owned()
    }

    /// Says a line, and waits for the answer, which begins with the same word.
    ///
    /// # Panics
    /// It answers something else, or has ended.
    pub async fn ask(&mut self, line: &str) -> String {
        self.input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        self.says(line.split(' ').next().unwrap()).await
    }

    /// Sends it the signal to end.
    ///
    /// # Panics
    /// It has ended.
    pub async fn terminate(&mut self) {
        let status = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().await.unwrap();
        assert!(status.success());
    }

    /// Waits until it has ended without a mistake.
    ///
    /// # Panics
    /// It ended with one.
    pub async fn until_ended(mut self) {
        // A runtime does not end while one of its threads reads.
        drop(self.input);
        assert!(self.process.wait().await.unwrap().success());
    }

    /// Kills it without a warning, as the kernel does when memory is short.
    ///
    /// # Panics
    /// It has ended.
    pub async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }
}
