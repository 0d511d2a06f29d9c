//! Build arguments that need no `ARG`.

/// The addresses of proxies: programs see them, but the cache and the history do not, unless an `ARG` names them.
/// (moby: builder/dockerfile/buildargs.go.)
pub const PROXY_ARGUMENTS: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
];
