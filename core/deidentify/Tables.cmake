# Turns the tables of resources/deidentify into C++ initialisers at configure time, so that a build needs neither
# Python nor the sources of the tables. A row is LOBULE_EXACT(0x...) or, with X for any digit, LOBULE_PATTERN("...").
# Every row starts after a newline and stops before the next one; that keeps "60XX3000" from matching as "3000".
function(_lobule_read_table tsv out)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${tsv})
  file(READ ${tsv} text)
  string(REGEX REPLACE "#[^\n]*\n" "" text "\n${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

function(lobule_action_table tsv inc)
  _lobule_read_table(${tsv} text)
  # Private attributes (odd groups) are not a matter of looking up a tag; the engine treats them itself.
  string(REGEX REPLACE "\nODD[^\n]*" "" text "${text}")
  set(columns "\t([A-Z]+)\t([A-Z/*]+)\t([KC-]+)\t[^\n]*")
  string(REGEX REPLACE "\n([0-9A-F]+)${columns}" "\nLOBULE_EXACT(0x\\1u, \"\\2\", \"\\3\", \"\\4\")" text "${text}")
  string(REGEX REPLACE "\n([0-9A-FX]+)${columns}" "\nLOBULE_PATTERN(\"\\1\", \"\\2\", \"\\3\", \"\\4\")" text "${text}")
  file(CONFIGURE OUTPUT ${inc} CONTENT "${text}" @ONLY)
endfunction()

# Which copy of the standard's table the rows were made from, as its generator wrote it into the head.
function(lobule_table_edition tsv inc)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${tsv})
  file(STRINGS ${tsv} head REGEX "^# (source: confidentiality|rows:)")
  string(REGEX REPLACE ".*sha256 ([0-9a-f]+).*" "\\1" digest "${head}")
  string(REGEX REPLACE ".*rows: ([0-9]+).*" "\\1" rows "${head}")
  file(CONFIGURE OUTPUT ${inc} CONTENT "constexpr int kTableRows = ${rows};\nconstexpr char kTableSha256[] = \"${digest}\";\n" @ONLY)
endfunction()

function(lobule_attribute_table tsv inc)
  _lobule_read_table(${tsv} text)
  string(REGEX REPLACE "\n([0-9A-F]+)\t([A-Z]+)\t([^\n]*)" "\nLOBULE_EXACT(0x\\1u, \"\\2\", \"\\3\")" text "${text}")
  string(REGEX REPLACE "\n([0-9A-FX]+)\t([A-Z]+)\t[^\n]*" "\nLOBULE_PATTERN(\"\\1\", \"\\2\")" text "${text}")
  file(CONFIGURE OUTPUT ${inc} CONTENT "${text}" @ONLY)
endfunction()

function(lobule_word_table txt inc)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${txt})
  file(READ ${txt} text)
  string(REGEX REPLACE "#[^\n]*\n" "" text "\n${text}")
  string(REGEX REPLACE "[^ \n]+" "\"\\0\"," text "${text}")
  file(CONFIGURE OUTPUT ${inc} CONTENT "${text}" @ONLY)
endfunction()

# The file as one raw string literal.
function(lobule_text_table txt inc)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${txt})
  file(READ ${txt} text)
  file(CONFIGURE OUTPUT ${inc} CONTENT "R\"list(${text})list\"\n" @ONLY)
endfunction()
