//! Connections within bounds: so many at once, none that says nothing, so that files and sockets are left for a recording.

use axum_server::accept::Accept;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep, timeout};

/// Connections at once: twenty tabs of a browser have about 140. A quarter of the descriptors that systems allow.
const MOST: usize = 256;
/// From a connection to its first byte, and for the handshake before it.
const FIRST_BYTE: Duration = Duration::from_secs(10);
/// Without a byte in either direction; open pages hear something each second, and no answer takes longer to compute.
const SILENCE: Duration = Duration::from_secs(180);
/// For the lines above a request's content.
pub(crate) const HEADERS: Duration = Duration::from_secs(10);

/// Lets so many connections in and watches over each; one too many is closed at once.
#[derive(Clone)]
pub(crate) struct Bounded<A> {
    inner: A,
    slots: Arc<Semaphore>,
}

impl<A> Bounded<A> {
    pub(crate) fn new(inner: A) -> Bounded<A> {
        Bounded {
            inner,
            slots: Arc::new(Semaphore::new(MOST)),
        }
    }
}

impl<A, S> Accept<TcpStream, S> for Bounded<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
    A::Stream: Send + 'static,
    A::Service: Send + 'static,
{
    type Stream = Watched<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() else {
            return Box::pin(std::future::ready(Err(io::ErrorKind::ConnectionRefused.into())));
        };
        let opening = self.inner.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = timeout(FIRST_BYTE, opening).await??;
            let watched = Watched {
                stream,
                silence: Box::pin(sleep(FIRST_BYTE)),
                _slot: slot,
            };
            Ok((watched, service))
        })
    }
}

/// A connection that ends when nothing goes through it.
pub(crate) struct Watched<S> {
    stream: S,
    silence: Pin<Box<Sleep>>,
    _slot: OwnedSemaphorePermit,
}

impl<S> Watched<S> {
    /// Passes a result on; a wait that lasted too long becomes an error.
    fn heard<T>(&mut self, result: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.silence.as_mut().reset(Instant::now() + SILENCE);
            return result;
        }
        match self.silence.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.heard(result, context)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.heard(result, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Not heard: flushing what was not written says nothing of the other side.
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
