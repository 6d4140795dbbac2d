//! Probes of this machine: processes, files, disks, programs.
