//! A scheduler, an executor: each one process.

use super::session;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// An executor shows that it lives at least every 5 s, however busy it is; after this long without a sign its parts are
/// given to others.
pub const EXECUTOR_TIMEOUT_S: u64 = 12;

/// Runs a scheduler until the process is stopped.
///
/// # Errors
/// Where the address cannot be had.
pub async fn scheduler(address: SocketAddr) -> Result<(), BallistaError> {
    let mut config = SchedulerConfig::default()
        .with_hostname(address.ip().to_string())
        .with_port(address.port())
        .with_scheduler_policy(TaskSchedulingPolicy::PullStaged)
        .with_override_config_producer(Arc::new(|| session::config(16)))
        .with_override_session_builder(Arc::new(session::state));
    config.bind_host = address.ip().to_string();
    config.executor_timeout_seconds = EXECUTOR_TIMEOUT_S;
    config.expire_dead_executor_interval_seconds = 1;
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, address, Arc::new(config)).await
}

/// Runs an executor until the process is stopped.
///
/// `address`: where other executors and the client fetch results, also how they reach it. `cores`: parts at the same time.
/// `work`: folder for what it has computed until somebody fetches it.
///
/// # Errors
/// Where the address or the folder cannot be had, or the scheduler is not found within 30 s.
pub async fn executor(
    scheduler: SocketAddr,
    address: SocketAddr,
    cores: usize,
    work: &Path,
) -> Result<(), BallistaError> {
    std::fs::create_dir_all(work)?;
    let temporary = work.to_owned();
    let config = ExecutorProcessConfig {
        bind_host: address.ip().to_string(),
        external_host: Some(address.ip().to_string()),
        port: address.port(),
        // The port for tasks that are pushed; they are pulled here.
        grpc_port: 0,
        scheduler_host: scheduler.ip().to_string(),
        scheduler_port: scheduler.port(),
        scheduler_connect_timeout_seconds: 30,
        vcores: cores,
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(work.to_string_lossy().into_owned()),
        override_function_registry: Some(Arc::new(session::functions())),
        override_config_producer: Some(Arc::new(|| session::config(16))),
        override_runtime_producer: Some(Arc::new(move |_| session::runtime(Some(&temporary)))),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await
}
