#include "ai/model/DenseNet.h"

#include <torch/nn/functional/activation.h>
#include <torch/nn/functional/pooling.h>
#include <torch/nn/init.h>
#include <torch/utils.h>

#include <array>

namespace lobule::model {

namespace {

constexpr std::int64_t kGrowth = 32;
constexpr std::int64_t kBottleneck = 4 * kGrowth;
constexpr std::int64_t kFirstChannels = 64;
constexpr std::array<std::int64_t, 4> kBlockLayers{6, 12, 24, 16};

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t padding)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding).bias(false));
}

} // namespace

namespace detail {

DenseLayerImpl::DenseLayerImpl(std::int64_t inChannels)
{
    norm1 = register_module("norm1", torch::nn::BatchNorm2d(inChannels));
    conv1 = register_module("conv1", convolution(inChannels, kBottleneck, 1, 1, 0));
    norm2 = register_module("norm2", torch::nn::BatchNorm2d(kBottleneck));
    conv2 = register_module("conv2", convolution(kBottleneck, kGrowth, 3, 1, 1));
}

torch::Tensor DenseLayerImpl::forward(const torch::Tensor& previous)
{
    const torch::Tensor bottleneck = conv1(norm1(previous).relu_());
    return conv2(norm2(bottleneck).relu_());
}

DenseBlockImpl::DenseBlockImpl(std::int64_t layerCount, std::int64_t inChannels)
{
    for (std::int64_t i = 0; i < layerCount; ++i) {
        layers.push_back(register_module("denselayer" + std::to_string(i + 1), DenseLayer(inChannels + i * kGrowth)));
    }
}

torch::Tensor DenseBlockImpl::forward(const torch::Tensor& input)
{
    std::vector<torch::Tensor> parts{input};
    for (DenseLayer& layer : layers) parts.push_back(layer(torch::cat(parts, 1)));
    return torch::cat(parts, 1);
}

TransitionImpl::TransitionImpl(std::int64_t inChannels)
{
    norm = register_module("norm", torch::nn::BatchNorm2d(inChannels));
    conv = register_module("conv", convolution(inChannels, inChannels / 2, 1, 1, 0));
}

torch::Tensor TransitionImpl::forward(const torch::Tensor& input) { return torch::avg_pool2d(conv(norm(input).relu_()), {2, 2}, {2, 2}); }

FeaturesImpl::FeaturesImpl(std::int64_t inChannels)
{
    conv0 = register_module("conv0", convolution(inChannels, kFirstChannels, 7, 2, 3));
    norm0 = register_module("norm0", torch::nn::BatchNorm2d(kFirstChannels));
    std::int64_t channels = kFirstChannels;
    for (std::size_t i = 0; i < kBlockLayers.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        blocks.push_back(register_module("denseblock" + number, DenseBlock(kBlockLayers[i], channels)));
        channels += kBlockLayers[i] * kGrowth;
        if (i + 1 == kBlockLayers.size()) break;
        transitions.push_back(register_module("transition" + number, Transition(channels)));
        channels /= 2;
    }
    norm5 = register_module("norm5", torch::nn::BatchNorm2d(channels));
}

torch::Tensor FeaturesImpl::forward(const torch::Tensor& input)
{
    torch::Tensor x = torch::max_pool2d(norm0(conv0(input)).relu_(), {3, 3}, {2, 2}, {1, 1});
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        x = blocks[i](x);
        if (i < transitions.size()) x = transitions[i](x);
    }
    return norm5(x);
}

} // namespace detail

DenseNetImpl::DenseNetImpl(DenseNetOptions options) : m_options(options)
{
    features = register_module("features", detail::Features(options.inChannels));
    const std::int64_t channels = features->norm5->options.num_features();
    classifier = register_module("classifier", torch::nn::Linear(channels, options.classes));
    initialise();
}

void DenseNetImpl::initialise()
{
    // BatchNorm2d already starts at weight 1, bias 0, and Linear with torchvision's (PyTorch's default) weights.
    for (const auto& module : modules(false)) {
        if (auto* conv = module->as<torch::nn::Conv2dImpl>()) torch::nn::init::kaiming_normal_(conv->weight);
    }
    const torch::NoGradGuard noGrad;
    classifier->bias.zero_();
}

DenseNetOutput DenseNetImpl::forward(const torch::Tensor& input)
{
    const torch::Tensor map = features(input).relu_();
    // In half precision the sum over the map and the classifier still count in the classifier's type.
    const torch::Tensor average = map.mean({2, 3}, false, classifier->weight.scalar_type());
    return {classifier(average), map};
}

} // namespace lobule::model
