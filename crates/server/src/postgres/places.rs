//! Where the server's data, socket and locks lie, and who owns them.

use std::{
    env, fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Postgres refuses to run as root, so it runs as this user then.
const UNPRIVILEGED: &str = "postgres";
/// Where the data go when a folder on the way to `var` is closed to the unprivileged user.
const FALLBACK: &str = "/var/lib/kopru";
/// A socket's path may be this long on Linux, less the file's own name.
const SOCKET_PATH_LIMIT: usize = 90;

/// The user that Postgres runs as, if we are root.
pub(super) fn unprivileged() -> Result<Option<(u32, u32)>> {
    let we = fs::metadata("/proc/self")
        .context("who we run as could not be read")?
        .uid();
    if we != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("the list of users could not be read")?;
    users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&UNPRIVILEGED))
        .and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)))
        .map(Some)
        .context("we run as root, Postgres must not, and there is no user \"postgres\" to run it as")
}

/// The folder for data, socket and log, owned by the one who runs Postgres.
pub(super) fn home(var: &Path, user: Option<(u32, u32)>) -> Result<PathBuf> {
    let wanted = std::path::absolute(var)?.join("postgres");
    let home = match user {
        Some(user) if !reachable(&wanted, user) => fallback(&wanted),
        _ => wanted,
    };
    fs::create_dir_all(&home).with_context(|| format!("the folder {} could not be made", home.display()))?;
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&home, Some(uid), Some(gid))?;
    }
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).with_context(|| {
        format!(
            "the folder {} belongs to another user; run as that user, or set KOPRU_VAR to a folder of your own",
            home.display()
        )
    })?;
    Ok(home)
}

/// Where the data of a folder that is closed go: each such folder has a place of its own, named after it, since two
/// installations with a master key each must never meet in one database.
fn fallback(wanted: &Path) -> PathBuf {
    let name: Vec<_> = wanted
        .iter()
        .skip(1)
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    PathBuf::from(FALLBACK).join(name.join("-"))
}

/// A file that processes of ours lock.
pub(super) fn lock_file(home: &Path, name: &str) -> Result<fs::File> {
    let path = home.join(name);
    fs::File::create(&path).with_context(|| format!("{} could not be made", path.display()))
}

/// Whether every folder on the way may be passed by that user.
fn reachable(folder: &Path, (uid, gid): (u32, u32)) -> bool {
    folder
        .ancestors()
        .skip(1)
        .filter_map(|folder| fs::metadata(folder).ok())
        .all(|folder| {
            let mode = folder.mode();
            (folder.uid() == uid && mode & 0o100 != 0)
                || (folder.gid() == gid && mode & 0o010 != 0)
                || mode & 0o001 != 0
        })
}

/// The socket's folder: beside the data, or in the temporary folder where that path would be too long.
pub(super) fn socket_folder(home: &Path, user: Option<(u32, u32)>) -> Result<PathBuf> {
    if home.as_os_str().len() < SOCKET_PATH_LIMIT {
        return Ok(home.to_owned());
    }
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    home.hash(&mut hasher);
    let folder = env::temp_dir().join(format!("kopru-{:x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid))?;
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_closed_folders_never_share_a_database() {
        let [one, other] =
            ["/root/a/var/postgres", "/root/b/var/postgres"].map(|path| fallback(Path::new(path)));
        assert_ne!(one, other);
        assert_eq!(one, Path::new("/var/lib/kopru/root-a-var-postgres"));
    }
}
