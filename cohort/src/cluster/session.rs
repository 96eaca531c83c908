//! What client, scheduler and executors must agree on: the function, the stores, some settings of the planner.

use super::function::gait_strides;
use super::store::Registry;
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::registry::BallistaFunctionRegistry;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::path::Path;
use std::sync::Arc;

/// Settings of a session in which a query is cut into at most so many parts.
pub fn config(parts: usize) -> SessionConfig {
    let mut config = SessionConfig::new_with_ballista()
        .with_target_partitions(parts)
        .with_collect_statistics(false);
    // The rule moves the reading of fields below the function that makes them, and finds no columns there.
    config.options_mut().optimizer.enable_leaf_expression_pushdown = false;
    config
}

/// Memory, temporary files and stores.
///
/// # Errors
/// Where the folder for temporary files cannot be used.
pub fn runtime(temporary: Option<&Path>) -> Result<Arc<RuntimeEnv>, DataFusionError> {
    let mut builder = RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Registry::default()));
    if let Some(folder) = temporary {
        builder = builder.with_temp_file_path(folder);
    }
    builder.build_arc()
}

/// A session at the scheduler.
///
/// # Errors
/// As [`runtime`].
pub fn state(config: SessionConfig) -> Result<SessionState, DataFusionError> {
    let mut state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_runtime_env(runtime(None)?)
        .with_optimizer_rules(ballista_core::optimizer::ballista_default_optimizer_rules())
        .build();
    state.register_udf(Arc::new(gait_strides()))?;
    Ok(state)
}

/// The functions at an executor.
pub fn functions() -> BallistaFunctionRegistry {
    let mut functions = BallistaFunctionRegistry::default();
    let function = Arc::new(gait_strides());
    functions.scalar_functions.insert(function.name().to_owned(), function);
    functions
}

/// A session at the client, its queries planned and run by the scheduler at `df://HOST:PORT`.
///
/// # Errors
/// Where the address cannot be read.
pub async fn remote(scheduler: &str, parts: usize) -> Result<SessionContext, DataFusionError> {
    let context = SessionContext::remote_with_state(scheduler, state(config(parts))?).await?;
    // The upgrade to a remote session puts the functions back to those that everybody has.
    context.register_udf(gait_strides());
    Ok(context)
}
