//! Rotation: a new key comes into use, what older ones wrapped is wrapped anew, and they go.

use std::io::Write;

use koe_runtime::{Process, RingKind, master_keys, numbers, retired, rotated};

use super::AdminError;

const fn setting(ring: RingKind) -> &'static str {
    match ring {
        RingKind::Links => "KOE_LINK_SECRET",
        RingKind::Master => "KOE_MASTER_SECRET",
        RingKind::Signing => "KOE_SIGNING_SECRET",
    }
}

/// Brings a new key into use.
pub(super) async fn rotate(process: &Process, ring: RingKind, out: &mut impl Write) -> Result<(), AdminError> {
    let setting = setting(ring);
    let (secret, now, before) = rotated(ring, &process.read_secret(setting).await?, &*process.random())?;
    process.put_secret(setting, &secret).await?;
    writeln!(out, "{setting}: key {now} is in use; key {before} still opens what it made")?;
    Ok(())
}

/// Wraps anew what any older master key wrapped; how many keys that were.
pub(super) async fn rewrap(process: &Process, out: &mut impl Write) -> Result<u64, AdminError> {
    super::require_table(process)?;
    process.environment.required("KOE_KEYS_TABLE").map_err(koe_runtime::StartError::from)?;
    let secret = process.read_secret(setting(RingKind::Master)).await?;
    let master = master_keys(&secret).map_err(koe_runtime::StartError::from)?;
    let (store, random) = (process.store(), process.random());
    let ids = numbers(&secret)?;
    let mut done = 0;
    for old in ids.iter().skip(1) {
        let wrapped = store.rewrap(*old, &master, &*random).await?;
        writeln!(out, "master key {old}: {wrapped} keys were wrapped anew")?;
        done += wrapped;
    }
    if ids.len() == 1 {
        writeln!(out, "there is no older master key")?;
    }
    Ok(done)
}

/// Removes an older key; a master key only after a look finds nothing that it wraps.
pub(super) async fn retire(
    process: &Process,
    ring: RingKind,
    number: u8,
    out: &mut impl Write,
) -> Result<(), AdminError> {
    let setting = setting(ring);
    // Whether it may go is asked first, and what is written back is read last: wrapping anew may take minutes.
    retired(ring, &process.read_secret(setting).await?, number)?;
    if ring == RingKind::Master && rewrap(process, out).await? > 0 {
        return Err(AdminError::StillNeeded(number));
    }
    let secret = retired(ring, &process.read_secret(setting).await?, number)?;
    process.put_secret(setting, &secret).await?;
    writeln!(out, "{setting}: key {number} is gone")?;
    Ok(())
}
