//! Several small computations at once, each on one thread.
//!
//! Left alone, candle splits every single operation over all cores. For tensors as small as these the threads then wait
//! for each other longer than they compute: on a busy machine an epoch took up to four times as long with two threads as with
//! one. Here each thread gets a piece of work of its own instead, and operations stay on it.

use std::cell::OnceCell;
use std::env;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Keeps candle's operations on the thread that asks for them, unless `RAYON_NUM_THREADS` says otherwise; candle has no
/// other switch.
///
/// # Safety
///
/// Changes the environment: no other thread may run yet.
#[allow(unsafe_code)]
pub unsafe fn keep_operations_on_one_thread() {
    if env::var_os("RAYON_NUM_THREADS").is_none() {
        // SAFETY: as the caller promises.
        unsafe { env::set_var("RAYON_NUM_THREADS", "1") };
    }
}

/// Runs work on a pool that belongs to the calling thread, so that threads of a server do not queue for a common one.
pub fn alone<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R> {
    thread_local! {
        static POOL: OnceCell<ThreadPool> = const { OnceCell::new() };
    }
    POOL.with(|cell| {
        if cell.get().is_none() {
            let _ = cell.set(pool_of_one()?);
        }
        let pool = cell.get().context("the pool was just made")?;
        Ok(pool.install(work))
    })
}

fn pool_of_one() -> Result<ThreadPool> {
    Ok(ThreadPoolBuilder::new().num_threads(1).build()?)
}

/// Threads that keep to themselves.
#[derive(Debug, Clone)]
pub struct Workers {
    pools: Arc<[ThreadPool]>,
}

impl Workers {
    /// As many threads as there will be pieces of work at once.
    pub fn new(count: usize) -> Result<Self> {
        Ok(Self { pools: (0..count).map(|_| pool_of_one()).collect::<Result<_>>()? })
    }

    /// The results in the order of the parts, of which there may not be more than threads.
    pub fn map<T: Sync, R: Send>(&self, parts: &[T], work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
        assert!(parts.len() <= self.pools.len(), "{} parts for {} threads", parts.len(), self.pools.len());
        let work = &work;
        thread::scope(|scope| {
            let pairs = self.pools.iter().zip(parts);
            let running: Vec<_> = pairs.map(|(pool, part)| scope.spawn(move || pool.install(|| work(part)))).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_parts_and_each_thread_is_alone() {
        let workers = Workers::new(3).unwrap();
        let results = workers.map(&[1, 2, 3], |part| Ok((part * 10, rayon::current_num_threads()))).unwrap();
        assert_eq!(results, [(10, 1), (20, 1), (30, 1)]);
    }

    #[test]
    fn an_error_of_one_part_is_the_result() {
        let workers = Workers::new(2).unwrap();
        let error = workers.map(&[1, 2], |part| if *part == 2 { anyhow::bail!("no") } else { Ok(()) }).unwrap_err();
        assert_eq!(error.to_string(), "no");
    }
}
