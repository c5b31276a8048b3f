#!/bin/sh
# Starts the sealed station: checks the whole installed tree against its signed list, then runs the program in an
# environment of its own. Nothing of the program, and nothing from the caller's environment, runs before that.
# Takes no argument. Ends with 78 (EX_CONFIG) and a sentence when the tree is not the one that was released.

umask 077
ulimit -c 0
PATH=/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL
unset IFS ENV CDPATH LD_PRELOAD LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P) || exit 78
list="$here/installation.note"
signer='@SIGNER@'
work=$(mktemp -d "${XDG_RUNTIME_DIR:-/tmp}/vitrine-start.XXXXXX") || exit 78
trap 'rm -rf "$work"' EXIT
trap 'exit 78' HUP INT TERM

refuse() {
  zh="封阅没有启动：$1请不要再次尝试，关闭电源并联系本单位管理员重新安装。"
  en="Vitrine did not start: $2 Do not try again; switch the machine off and ask your administrator to install it anew."
  printf '%s\n%s\n' "$zh" "$en" >&2
  if command -v logger >/dev/null 2>&1; then
    logger -p authpriv.alert -t vitrine -- "start refused: $2 $3" 2>/dev/null
  fi
  if [ -n "${DISPLAY:-}" ] && command -v xmessage >/dev/null 2>&1; then
    xmessage -center "$en" 2>/dev/null
  fi
  exit 78
}

[ "$#" -eq 0 ] || refuse "启动时带有参数。" "it was started with arguments." "$#"
case "${DISPLAY:-:0}" in
  :[0-9] | :[0-9][0-9] | :[0-9].[0-9] | :[0-9][0-9].[0-9]) ;;
  *) refuse "显示器不在本机。" "its display is on another machine." "" ;;
esac
[ -f "$list" ] && [ ! -L "$list" ] || refuse "缺少安装清单。" "the list of the installation is missing." ""

# The signed text ends before the first empty line; the signature lines follow it.
sed '/^$/,$d' "$list" >"$work/text"
sed '1,/^$/d' "$list" | awk -v name="$signer" '$1 == "—" && $2 == name && NF == 3 { print $3; exit }' |
  base64 -d 2>/dev/null | tail -c 64 >"$work/signature"
cat >"$work/key.pem" <<'KEY'
@PUBLIC_KEY@
KEY
openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/text" -sigfile "$work/signature" >/dev/null 2>&1 ||
  refuse "安装清单的签名不正确。" "the signature of the installation's list is not valid." ""
[ "$(sed -n 1p "$work/text")" = "vitrine installation v1" ] && [ "$(sed -n 2p "$work/text")" = "edition @EDITION@" ] ||
  refuse "安装清单属于另一种程序。" "the list belongs to another edition." ""

cd "$here" || exit 78
# Whoever owns the launcher owns the whole tree, and nobody else may write in it.
foreign=$(find . \( ! -user "$(stat -c %u "$0")" -o \( ! -type l -perm /022 \) \) -print -quit)
[ -z "$foreign" ] || refuse "安装的文件可以被他人修改。" "others may change an installed file." "$foreign"

# Both ways: nothing besides the list, and everything in it with its mode, size and digest.
awk '$1 == "file" { path = $0; sub(/^file [^ ]+ [^ ]+ [^ ]+ /, "", path); print "file", $2, $3, path }
     $1 == "link" { rest = substr($0, length("link " $2 " ") + 1); print "link", substr(rest, 1, $2), substr(rest, $2 + 2) }' \
  "$work/text" | sort >"$work/listed"
find . ! -type d ! -path ./installation.note \( -type l -printf 'link %l %P\n' -o -type f -printf 'file %m %s %P\n' -o -printf 'special %P\n' \) |
  sort >"$work/found"
if ! cmp -s "$work/listed" "$work/found"; then
  first=$(comm -3 "$work/listed" "$work/found" | sed -n 1p)
  refuse "安装的文件与清单不一致。" "the installed files differ from the list." "$first"
fi
awk '$1 == "file" { path = $0; sub(/^file [^ ]+ [^ ]+ [^ ]+ /, "", path); print $4 "  " path }' "$work/text" >"$work/sums"
if ! wrong=$(sha256sum --check --strict --quiet "$work/sums" 2>/dev/null); then
  refuse "安装的文件被改动过。" "an installed file was altered." "$(printf '%s\n' "$wrong" | sed -n 1p)"
fi
rm -rf "$work"
trap - EXIT

# The home of the account, not of the caller: another one would be a station without its log.
home=$(getent passwd "$(id -u)" | cut -d: -f6)
exec env -i PATH="$PATH" HOME="${home:-/}" USER="${USER:-}" LOGNAME="${LOGNAME:-}" LANG="${LANG:-zh_CN.UTF-8}" \
  ${TZ:+TZ="$TZ"} ${DISPLAY:+DISPLAY="$DISPLAY"} ${WAYLAND_DISPLAY:+WAYLAND_DISPLAY="$WAYLAND_DISPLAY"} \
  ${XAUTHORITY:+XAUTHORITY="$XAUTHORITY"} ${XDG_RUNTIME_DIR:+XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR"} \
  ${XDG_SESSION_TYPE:+XDG_SESSION_TYPE="$XDG_SESSION_TYPE"} ${DBUS_SESSION_BUS_ADDRESS:+DBUS_SESSION_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"} \
  "$here/vitrine-bin"
