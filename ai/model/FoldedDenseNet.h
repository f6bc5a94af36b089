#pragma once

#include "ai/model/DenseNet.h"

#include <vector>

/// DenseNet-121 rearranged for prediction on the processor. Internal to `ai` (LibTorch).
namespace lobule::model {

/// The same function as a DenseNet in evaluation mode, in float32 and up to rounding (logits within 1e-5), in about 0.4 of
/// the processor time:
///  - a batch normalisation that follows a convolution is folded into its weights;
///  - one that precedes a convolution becomes one pass of max(0, a x + b) from the block's buffer, which holds all layers'
///    channels side by side, so that nothing is ever concatenated;
///  - transitions average before their 1x1 convolution (the two commute), which then works on a quarter of the pixels;
///  - convolutions run in oneDNN with weights reordered once instead of at each call.
/// Immutable; several threads may call `forward` at once.
class FoldedDenseNet {
public:
    /// Whether this LibTorch has oneDNN.
    [[nodiscard]] static bool isSupported();

    /// Copies what it needs; `network` is float32 on the CPU.
    explicit FoldedDenseNet(const DenseNet& network);

    /// Like `DenseNetImpl::forward`; `input` is a float32 tensor on the CPU. Call under c10::InferenceMode.
    [[nodiscard]] DenseNetOutput forward(const torch::Tensor& input) const;

private:
    /// Batch normalisation and ReLU as max(0, scale x + shift) by channel.
    struct Activation {
        explicit Activation(const torch::nn::BatchNorm2d& norm);
        torch::Tensor scale; ///< float64 here; `Pass` below keeps float32.
        torch::Tensor shift;
    };
    struct Pass {
        explicit Pass(const torch::nn::BatchNorm2d& norm);
        std::vector<float> scale;
        std::vector<float> shift;
    };
    struct Convolution {
        /// `after`, where given, is folded in.
        Convolution(const torch::nn::Conv2d& source, const torch::nn::BatchNorm2d* after);
        [[nodiscard]] torch::Tensor operator()(const torch::Tensor& input) const;
        torch::Tensor weight; ///< In oneDNN's own layout.
        torch::Tensor bias; ///< Undefined without `after`.
        std::int64_t stride = 1;
        std::int64_t padding = 0;
    };
    struct Layer {
        Pass pass;
        Convolution bottleneck;
        Convolution growth;
    };
    struct Block {
        std::int64_t inChannels = 0;
        std::vector<Layer> layers;
    };
    struct Transition {
        Pass pass;
        Convolution convolution;
    };

    static torch::Tensor runBlock(const Block& block, const torch::Tensor& input);
    static torch::Tensor runTransition(const Transition& transition, const torch::Tensor& input);
    static void activate(const Pass& pass, const torch::Tensor& source, const torch::Tensor& target);

    Convolution m_first;
    std::vector<Block> m_blocks;
    std::vector<Transition> m_transitions;
    Pass m_last;
    torch::Tensor m_classifierWeight;
    torch::Tensor m_classifierBias;
};

} // namespace lobule::model
