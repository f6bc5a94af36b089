# Windows installer: per-user, silent with `setup.exe /S /D=C:\path`. Written after CPack's documentation; not run on Windows yet.
set(CPACK_GENERATOR NSIS)
set(CPACK_NSIS_DISPLAY_NAME "Lobule")
set(CPACK_NSIS_PACKAGE_NAME "Lobule")
set(CPACK_NSIS_INSTALL_ROOT "$LOCALAPPDATA\\\\Programs")
set(CPACK_NSIS_MANIFEST_DPI_AWARE ON)
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
set(CPACK_NSIS_MUI_FINISHPAGE_RUN "lobule.exe")
# "Open with" only: the default program for .dcm stays the user's choice.
set(CPACK_NSIS_EXTRA_INSTALL_COMMANDS "
  WriteRegStr HKCU 'Software\\\\Classes\\\\Lobule.dcm' '' 'DICOM file'
  WriteRegStr HKCU 'Software\\\\Classes\\\\Lobule.dcm\\\\shell\\\\open\\\\command' '' '\\\"$INSTDIR\\\\bin\\\\lobule.exe\\\" \\\"%1\\\"'
  WriteRegStr HKCU 'Software\\\\Classes\\\\.dcm\\\\OpenWithProgids' 'Lobule.dcm' ''")
set(CPACK_NSIS_EXTRA_UNINSTALL_COMMANDS "
  DeleteRegKey HKCU 'Software\\\\Classes\\\\Lobule.dcm'
  DeleteRegValue HKCU 'Software\\\\Classes\\\\.dcm\\\\OpenWithProgids' 'Lobule.dcm'")
set(CMAKE_INSTALL_SYSTEM_RUNTIME_DESTINATION bin)
include(InstallRequiredSystemLibraries)
