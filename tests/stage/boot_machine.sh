#!/bin/sh
# Boots systemd over this machine's own files, none of which it can change: what is written goes into memory and is gone
# afterwards. Run in namespaces of its own (mounts, processes, host name, cgroups); the network is this machine's.
#
#   boot_machine.sh FOLDER PACKAGE...     FOLDER is an empty place to mount on; the packages are installed before booting
set -eu
folder=$1
shift
mount -t tmpfs -o size=4g none "$folder"
root=$folder/root
mkdir "$folder/written" "$folder/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/written,workdir=$folder/work" "$root"

mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys" # the kernel's settings are everybody's
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"

# Nothing of this machine's own starts there: only what systemd needs itself, and what the packages bring.
rm -rf "$root/etc/systemd/system" "$root/etc/rc2.d" "$root/etc/rc3.d" "$root/etc/rcS.d" "$root/usr/sbin/policy-rc.d"
mkdir "$root/etc/systemd/system"
for name in systemd-logind.service systemd-udevd.service systemd-networkd.service systemd-resolved.service \
    systemd-timesyncd.service console-getty.service getty.target time-sync.target; do
    ln -s /dev/null "$root/etc/systemd/system/$name"
done
rm -rf "$root/lib/systemd/system/multi-user.target.wants" "$root/lib/systemd/system/timers.target.wants"

mkdir "$root/run/packages"
for package in "$@"; do cp "$package" "$root/run/packages"; done
chroot "$root" sh -c 'dpkg --install /run/packages/*.deb'
# The root itself, and not only a view from it: units make namespaces of their own below it.
cd "$root"
mkdir run/outside
pivot_root . run/outside
umount --lazy /run/outside
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=false
