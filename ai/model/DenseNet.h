#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <string>
#include <vector>

/// The network. This header needs LibTorch and is for `ai` alone; other layers see `ai/predict/Predictor.h`.
namespace lobule::model {

/// What the weights decide; everything else of DenseNet-121 is fixed (growth 32, blocks 6-12-24-16, BN epsilon 1e-5).
struct DenseNetOptions {
    std::int64_t inChannels = 1; ///< 1 or 3: second dimension of features.conv0.weight.
    std::int64_t classes = 1; ///< 1 (logit of a sigmoid) or 2 (logits of a softmax): rows of classifier.weight.
};

struct DenseNetOutput {
    torch::Tensor logits; ///< N x classes, float.
    torch::Tensor features; ///< N x 1024 x rows/32 x columns/32 after the last ReLU: what class activation maps are made of.
};

namespace detail {

/// norm1 - relu - conv1 (1x1) - norm2 - relu - conv2 (3x3); adds 32 channels to what came before.
class DenseLayerImpl : public torch::nn::Module {
public:
    explicit DenseLayerImpl(std::int64_t inChannels);
    torch::Tensor forward(const torch::Tensor& previous);

    torch::nn::BatchNorm2d norm1{nullptr};
    torch::nn::Conv2d conv1{nullptr};
    torch::nn::BatchNorm2d norm2{nullptr};
    torch::nn::Conv2d conv2{nullptr};
};
TORCH_MODULE(DenseLayer);

/// Layers denselayer1...n; each sees the concatenation of the block's input and all layers before it.
class DenseBlockImpl : public torch::nn::Module {
public:
    DenseBlockImpl(std::int64_t layerCount, std::int64_t inChannels);
    torch::Tensor forward(const torch::Tensor& input);

    std::vector<DenseLayer> layers;
};
TORCH_MODULE(DenseBlock);

/// norm - relu - conv (1x1, halves the channels) - 2x2 average.
class TransitionImpl : public torch::nn::Module {
public:
    explicit TransitionImpl(std::int64_t inChannels);
    torch::Tensor forward(const torch::Tensor& input);

    torch::nn::BatchNorm2d norm{nullptr};
    torch::nn::Conv2d conv{nullptr};
};
TORCH_MODULE(Transition);

/// Everything before the global average: torchvision's `features`.
class FeaturesImpl : public torch::nn::Module {
public:
    explicit FeaturesImpl(std::int64_t inChannels);
    torch::Tensor forward(const torch::Tensor& input);

    torch::nn::Conv2d conv0{nullptr};
    torch::nn::BatchNorm2d norm0{nullptr};
    std::vector<DenseBlock> blocks;
    std::vector<Transition> transitions;
    torch::nn::BatchNorm2d norm5{nullptr};
};
TORCH_MODULE(Features);

} // namespace detail

/// DenseNet-121 with the parameter names of torchvision (`features.denseblock1.denselayer1.norm1.weight`, 727 state
/// entries), so that its weights can be used as they are and ours elsewhere.
/// A new object holds torchvision's initialisation (Kaiming normal convolutions, BN 1/0, classifier bias 0), drawn from
/// LibTorch's default generator.
class DenseNetImpl : public torch::nn::Module {
public:
    explicit DenseNetImpl(DenseNetOptions options);

    /// `input` is N x inChannels x rows x columns (>= 32 each), normalised as the model package says.
    DenseNetOutput forward(const torch::Tensor& input);

    [[nodiscard]] const DenseNetOptions& options() const { return m_options; }

    detail::Features features{nullptr};
    torch::nn::Linear classifier{nullptr};

private:
    void initialise();

    DenseNetOptions m_options;
};
TORCH_MODULE(DenseNet);

} // namespace lobule::model
