//! The functions behind the API's own events: what Lambda hands over is an HTTP API event of version 2.0, and every route
//! answers to it as it does over HTTP.

mod events;
mod gate;
