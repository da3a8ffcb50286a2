# Sourced: Chromium and one Chinese font for the tests that look at pages.
# shellcheck shell=bash

browser_find() {
  local name
  for name in "${RECTIFY_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then
      RECTIFY_CHROMIUM=$(command -v "$name")
      export RECTIFY_CHROMIUM
      return 0
    fi
  done
  return 1
}

# Exports RECTIFY_CHROMIUM.
browser_ensure() {
  browser_find || { install_debian chromium && browser_find; } || return 1
  if [ -z "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; then
    install_debian fonts-noto-cjk || note "no Chinese font: pages are tested, their pictures would show boxes"
  fi
  note "browser $RECTIFY_CHROMIUM"
}
