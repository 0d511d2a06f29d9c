//! Why a file system refuses.

/// Why a file system refuses, in the words of musl's `strerror`, which Alpine's programs print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FsError {
    /// `ENOENT`
    #[error("No such file or directory")]
    NotFound,
    /// `ENOTDIR`
    #[error("Not a directory")]
    NotADirectory,
    /// `EISDIR`
    #[error("Is a directory")]
    IsADirectory,
    /// `EEXIST`
    #[error("File exists")]
    Exists,
    /// `ENOTEMPTY`
    #[error("Directory not empty")]
    NotEmpty,
    /// `ELOOP`
    #[error("Symbolic link loop")]
    Loop,
    /// `EACCES`
    #[error("Permission denied")]
    PermissionDenied,
    /// `EPERM`
    #[error("Operation not permitted")]
    NotPermitted,
    /// `EROFS`
    #[error("Read-only file system")]
    ReadOnly,
    /// `ENOSPC`
    #[error("No space left on device")]
    NoSpace,
    /// `ENAMETOOLONG`
    #[error("Filename too long")]
    NameTooLong,
    /// `EBUSY`
    #[error("Resource busy")]
    Busy,
    /// `EINVAL`
    #[error("Invalid argument")]
    Invalid,
}
