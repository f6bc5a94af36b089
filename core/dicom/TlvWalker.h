#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"
#include "core/dicom/TransferSyntax.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace lobule::dicom {

/// "(0028,0010)": the only thing about an element that error texts say, and only where it is surely a tag.
[[nodiscard]] std::string tagText(std::uint32_t tag);

/// One data element as the walker meets it, before anything interprets it.
struct Element {
    std::uint32_t tag = 0; ///< Group in the upper 16 bits.
    std::array<char, 2> vr{}; ///< NULs in implicit encoding.
    std::uint64_t begin = 0; ///< Of the tag.
    ByteRange value; ///< Inside the walked bytes; empty for an undefined-length sequence.
    int depth = 0; ///< Number of sequences around it.
    bool bigEndian = false;
    const std::vector<ByteRange>* fragments = nullptr; ///< Encapsulated pixel data only: the items, offset table first.

    [[nodiscard]] bool isVr(const char* name) const { return vr[0] == name[0] && vr[1] == name[1]; }
};

/// Iterative, bounded walk over the elements of a data set of any nesting (PS3.5 section 7). It allocates nothing that
/// the input could make large, reads no value, and follows only lengths that stay inside the enclosing value.
/// Values whose VR does not tell that they are sequences (implicit encoding, UN) but which begin with an item are walked
/// too, since later readers will do so; if they turn out not to be sequences they count as plain bytes.
class TlvWalker {
public:
    struct Limits {
        int depth = 64;
        std::uint32_t elements = 1'000'000;
    };
    struct Summary {
        std::uint32_t elements = 0;
        int depth = 0;
        std::uint64_t end = 0; ///< Offset behind the last element; padding may follow.
        /// Values, delimiter included, of the outermost UN elements of undefined length.
        std::vector<ByteRange> unknownSequences;
    };
    /// Called for every element in file order; an error stops the walk and becomes its result.
    using Visitor = std::function<Result<void>(const Element&)>;
    /// Asked before each root element: false ends the walk in front of it (end of the file meta group).
    using RootFilter = std::function<bool(std::uint32_t tag)>;

    TlvWalker(ByteView data, Encoding encoding, Limits limits) : m_data(data), m_encoding(encoding), m_limits(limits) { }

    /// Errors: Malformed, LimitExceeded, or what the visitor says.
    [[nodiscard]] Result<Summary> walk(std::uint64_t begin, const Visitor& visit, const RootFilter& goOn = {});

private:
    struct Level {
        std::uint64_t end = 0;
        bool undefined = false;
        bool sequence = false;
        bool speculative = false; ///< Not known to be a sequence: a defect inside makes it plain bytes.
        bool unknown = false; ///< The last of Summary::unknownSequences, which ends with it.
        Encoding encoding = Encoding::ExplicitLittle;
    };
    enum class Step { Go, Done };

    [[nodiscard]] Result<Step> step(const Visitor& visit, const RootFilter& goOn);
    [[nodiscard]] Result<void> stepInSequence(const Level& level);
    [[nodiscard]] Result<void> stepInItem(const Level& level, const Visitor& visit);
    [[nodiscard]] Result<Element> readHeader(const Level& level, std::uint64_t& valueBegin, bool& undefined) const;
    [[nodiscard]] Result<void> enter(const Level& level);
    [[nodiscard]] Result<void> walkFragments(Element& element, std::uint64_t begin, std::uint64_t end);
    [[nodiscard]] Result<void> countElement();
    [[nodiscard]] bool onlyPaddingLeft() const;
    [[nodiscard]] bool startsWithItem(std::uint64_t begin, std::uint64_t length) const;
    [[nodiscard]] bool retreatFromSpeculation();
    [[nodiscard]] std::uint32_t tagAt(std::uint64_t at, Encoding encoding) const;
    [[nodiscard]] std::uint32_t u32At(std::uint64_t at, Encoding encoding) const;

    ByteView m_data;
    Encoding m_encoding;
    Limits m_limits;
    std::vector<Level> m_levels;
    std::vector<ByteRange> m_fragments;
    std::uint64_t m_at = 0;
    int m_sequences = 0;
    Summary m_summary;
};

} // namespace lobule::dicom
