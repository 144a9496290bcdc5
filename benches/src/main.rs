//! Speed and size of Guanxi, each beside the bare engine in the same run. `guanxi-benches [--small] [WORD ...]` runs the
//! figures whose name holds one of the words, all of them without words. See `README.md` for how to read a line.

mod bare;
mod child;
mod database;
mod figures;
mod http;
mod line;
mod process;
mod served;
mod tenant;

use figures::Run;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let [first, rest @ ..] = args.as_slice()
        && first == child::FLAG
    {
        return runtime.block_on(child::main(rest));
    }
    let (flags, words): (Vec<String>, Vec<String>) = args.into_iter().partition(|a| a.starts_with('-'));
    anyhow::ensure!(flags.iter().all(|f| f == "--small"), "usage: guanxi-benches [--small] [WORD ...]");
    runtime.block_on(figures::all(&Run::new(!flags.is_empty(), words)?))
}
