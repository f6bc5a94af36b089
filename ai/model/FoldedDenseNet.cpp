#include "ai/model/FoldedDenseNet.h"

#include <ATen/Context.h>
#include <ATen/ops/mkldnn_convolution.h>
#include <ATen/ops/mkldnn_reorder_conv2d_weight.h>
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>

namespace lobule::model {

namespace {

constexpr std::int64_t kGrowth = 32;
/// Values a thread takes at a time in the passes over pixels: below this, handing out costs more than it gains.
constexpr std::int64_t kGrain = 16384;

inline float rectified(float value) { return value > 0.0f ? value : 0.0f; }

std::vector<float> toFloats(const torch::Tensor& values)
{
    const torch::Tensor flat = values.to(torch::kFloat).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

} // namespace

bool FoldedDenseNet::isSupported() { return at::hasMKLDNN(); }

FoldedDenseNet::Activation::Activation(const torch::nn::BatchNorm2d& norm)
{
    const torch::NoGradGuard noGrad;
    const torch::Tensor deviation = (norm->running_var.to(torch::kDouble) + norm->options.eps()).sqrt();
    scale = norm->weight.to(torch::kDouble) / deviation;
    shift = norm->bias.to(torch::kDouble) - norm->running_mean.to(torch::kDouble) * scale;
}

FoldedDenseNet::Pass::Pass(const torch::nn::BatchNorm2d& norm)
{
    const Activation activation(norm);
    scale = toFloats(activation.scale);
    shift = toFloats(activation.shift);
}

FoldedDenseNet::Convolution::Convolution(const torch::nn::Conv2d& source, const torch::nn::BatchNorm2d* after)
    : stride(source->options.stride()->front()), padding(source->weight.size(2) / 2)
{
    const torch::NoGradGuard noGrad;
    torch::Tensor plain = source->weight.detach();
    if (after != nullptr) {
        const Activation activation(*after);
        plain = (plain.to(torch::kDouble) * activation.scale.view({-1, 1, 1, 1})).to(torch::kFloat);
        bias = activation.shift.to(torch::kFloat);
    }
    weight = at::mkldnn_reorder_conv2d_weight(plain.contiguous().to_mkldnn(), {padding, padding}, {stride, stride}, {1, 1}, 1);
}

torch::Tensor FoldedDenseNet::Convolution::operator()(const torch::Tensor& input) const
{
    return at::mkldnn_convolution(input, weight, bias, {padding, padding}, {stride, stride}, {1, 1}, 1);
}

FoldedDenseNet::FoldedDenseNet(const DenseNet& network)
    : m_first(network->features->conv0, &network->features->norm0), m_last(network->features->norm5),
      m_classifierWeight(network->classifier->weight.detach().clone()), m_classifierBias(network->classifier->bias.detach().clone())
{
    for (const detail::DenseBlock& source : network->features->blocks) {
        Block block;
        block.inChannels = source->layers.front()->norm1->options.num_features();
        for (const detail::DenseLayer& layer : source->layers) {
            block.layers.push_back({Pass(layer->norm1), Convolution(layer->conv1, &layer->norm2), Convolution(layer->conv2, nullptr)});
        }
        m_blocks.push_back(std::move(block));
    }
    for (const detail::Transition& source : network->features->transitions) {
        m_transitions.push_back({Pass(source->norm), Convolution(source->conv, nullptr)});
    }
}

/// Both are N x C x H x W with contiguous planes; `source` may hold more channels than `target`, which come after.
void FoldedDenseNet::activate(const Pass& pass, const torch::Tensor& source, const torch::Tensor& target)
{
    const std::int64_t channels = target.size(1);
    const std::int64_t pixels = target.size(2) * target.size(3);
    const std::int64_t sourceStride = source.stride(0);
    const float* in = source.data_ptr<float>();
    float* out = target.data_ptr<float>();
    at::parallel_for(0, target.size(0) * channels, std::max<std::int64_t>(1, kGrain / pixels), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t plane = begin; plane < end; ++plane) {
            const std::int64_t channel = plane % channels;
            const float* from = in + plane / channels * sourceStride + channel * pixels;
            float* to = out + plane * pixels;
            const float scale = pass.scale[static_cast<std::size_t>(channel)];
            const float shift = pass.shift[static_cast<std::size_t>(channel)];
            for (std::int64_t i = 0; i < pixels; ++i) to[i] = rectified(from[i] * scale + shift);
        }
    });
}

torch::Tensor FoldedDenseNet::runBlock(const Block& block, const torch::Tensor& input)
{
    const std::int64_t count = input.size(0);
    const std::int64_t rows = input.size(2);
    const std::int64_t columns = input.size(3);
    const std::int64_t allChannels = block.inChannels + kGrowth * static_cast<std::int64_t>(block.layers.size());
    torch::Tensor buffer = torch::empty({count, allChannels, rows, columns}, torch::kFloat);
    buffer.narrow(1, 0, block.inChannels).copy_(input);
    const torch::Tensor scratch = torch::empty({buffer.numel()}, torch::kFloat);
    std::int64_t channels = block.inChannels;
    for (const Layer& layer : block.layers) {
        const torch::Tensor active = scratch.narrow(0, 0, count * channels * rows * columns).view({count, channels, rows, columns});
        activate(layer.pass, buffer, active);
        const torch::Tensor middle = layer.bottleneck(active.to_mkldnn()).relu_();
        buffer.narrow(1, channels, kGrowth).copy_(layer.growth(middle).to_dense());
        channels += kGrowth;
    }
    return buffer;
}

torch::Tensor FoldedDenseNet::runTransition(const Transition& transition, const torch::Tensor& input)
{
    const std::int64_t channels = input.size(1);
    const std::int64_t inRows = input.size(2);
    const std::int64_t inColumns = input.size(3);
    const std::int64_t rows = inRows / 2;
    const std::int64_t columns = inColumns / 2;
    const torch::Tensor pooled = torch::empty({input.size(0), channels, rows, columns}, torch::kFloat);
    const float* in = input.data_ptr<float>();
    float* out = pooled.data_ptr<float>();
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / (inRows * inColumns));
    at::parallel_for(0, input.size(0) * channels, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t plane = begin; plane < end; ++plane) {
            const float scale = transition.pass.scale[static_cast<std::size_t>(plane % channels)];
            const float shift = transition.pass.shift[static_cast<std::size_t>(plane % channels)];
            const auto active = [scale, shift](float value) { return rectified(value * scale + shift); };
            for (std::int64_t row = 0; row < rows; ++row) {
                const float* upper = in + (plane * inRows + 2 * row) * inColumns;
                const float* lower = upper + inColumns;
                float* to = out + (plane * rows + row) * columns;
                for (std::int64_t i = 0; i < columns; ++i) {
                    to[i] = 0.25f * (active(upper[2 * i]) + active(upper[2 * i + 1]) + active(lower[2 * i]) + active(lower[2 * i + 1]));
                }
            }
        }
    });
    return transition.convolution(pooled.to_mkldnn()).to_dense();
}

DenseNetOutput FoldedDenseNet::forward(const torch::Tensor& input) const
{
    const torch::Tensor first = m_first(input.contiguous().to_mkldnn()).relu_();
    torch::Tensor map = torch::max_pool2d(first, {3, 3}, {2, 2}, {1, 1}).to_dense();
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        map = runBlock(m_blocks[i], map);
        if (i < m_transitions.size()) map = runTransition(m_transitions[i], map);
    }
    const torch::Tensor features = torch::empty_like(map);
    activate(m_last, map, features);
    return {torch::addmm(m_classifierBias, features.mean({2, 3}), m_classifierWeight.t()), features};
}

} // namespace lobule::model
