set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What no ELF header names: the SQLite driver, the SVG icon plugin, Qt's own words in Korean, the fast BLAS (LibTorch is 8 times slower without it), and the
# library through which QtKeychain reaches the Secret Service.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libsecret-1-0, qt6-svg-plugins | libqt6svg6, qt6-translations-l10n, libopenblas0-openmp")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-inter, fonts-noto-cjk, gnome-keyring | kwalletmanager")
