#include "viewer/render/VolumeScene.h"

#include <vtkAnnotatedCubeActor.h>
#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkEncodedGradientShader.h>
#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkGPUVolumeRayCastMapper.h>
#include <vtkImageData.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPointData.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShortArray.h>
#include <vtkSmartPointer.h>
#include <vtkTextProperty.h>
#include <vtkVolume.h>
#include <vtkVolumeMapper.h>
#include <vtkVolumeProperty.h>

#include <algorithm>
#include <cmath>

namespace lobule::render::detail {

namespace {

constexpr double kCubeShare = 0.14; ///< Of the shorter side of the view.

/// Inside even tissue, and where the scan ends in the middle of an organ, there is no gradient to take a normal from. VTK shades such
/// voxels black, which makes the cut surface of every liver a hole; they are lit as if they faced the reader.
class LitRayCastMapper : public vtkFixedPointVolumeRayCastMapper {
public:
    static LitRayCastMapper* New();
    vtkTypeMacro(LitRayCastMapper, vtkFixedPointVolumeRayCastMapper)

        protected : LitRayCastMapper()
    {
        GradientShader->SetZeroNormalDiffuseIntensity(1.0F);
    }
};

vtkStandardNewMacro(LitRayCastMapper)

    void setFace(vtkProperty* face)
{
    face->SetColor(0.14, 0.17, 0.21);
    face->SetInterpolationToFlat();
}

} // namespace

class VolumeScene::Private {
public:
    explicit Private(std::unique_ptr<OpenGlBridge> bridge);
    void placeCube(QSize devicePixels);
    void setQuality(bool isDraft, QSize devicePixels);
    void setPosition(QPointF position);

    std::unique_ptr<OpenGlBridge> m_bridge;
    std::shared_ptr<const volume::RegularGrid> m_grid;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<vtkRenderer> m_cubeRenderer;
    vtkNew<vtkAnnotatedCubeActor> m_cube;
    vtkNew<vtkVolume> m_volume;
    // Without a graphics card the shader runs on the processor and takes 5 to 15 times as long as VTK's own code for processors
    // (`lobule-bench volume`), so exactly one of these two exists.
    vtkSmartPointer<vtkGPUVolumeRayCastMapper> m_gpuMapper;
    vtkSmartPointer<vtkFixedPointVolumeRayCastMapper> m_cpuMapper;
    vtkNew<vtkVolumeProperty> m_property;
    vtkNew<vtkPiecewiseFunction> m_opacity;
    vtkNew<vtkColorTransferFunction> m_color;
    vtkNew<vtkGenericRenderWindowInteractor> m_interactor;
    vtkNew<vtkInteractorStyleTrackballCamera> m_style;

    [[nodiscard]] vtkVolumeMapper& mapper() const { return m_gpuMapper ? static_cast<vtkVolumeMapper&>(*m_gpuMapper) : *m_cpuMapper; }

private:
    void buildMapper();
    void buildCube();
};

VolumeScene::Private::Private(std::unique_ptr<OpenGlBridge> bridge) : m_bridge(std::move(bridge))
{
    m_renderer->SetBackground(0.0, 0.0, 0.0);
    m_property->SetColor(m_color);
    m_property->SetScalarOpacity(m_opacity);
    m_property->SetInterpolationTypeToLinear();
    m_property->SetAmbient(0.25);
    m_property->SetDiffuse(0.8);
    m_property->SetSpecular(0.15);
    m_property->SetSpecularPower(12.0);
    m_volume->SetProperty(m_property);
    buildMapper();
    buildCube();
    auto* window = m_bridge->window();
    window->SetNumberOfLayers(2);
    window->AddRenderer(m_renderer);
    window->AddRenderer(m_cubeRenderer);
    m_interactor->SetRenderWindow(window);
    m_interactor->SetInteractorStyle(m_style);
    m_interactor->EnableRenderOff(); // The widget renders when Qt asks it to paint, once for many events.
    m_interactor->Initialize();
    m_style->SetDefaultRenderer(m_renderer);
    m_style->SetCurrentRenderer(m_renderer);
    m_style->SetMotionFactor(8.0);
}

void VolumeScene::Private::buildMapper()
{
    // Sample distances are set by hand: the automatic takes seconds to learn how slow a machine is.
    if (m_bridge->isSoftware()) {
        m_cpuMapper = vtkSmartPointer<LitRayCastMapper>::New();
        m_cpuMapper->SetAutoAdjustSampleDistances(0);
        m_property->SetAmbient(0.35); // Its table of normals is coarser than the shader's, so its light is dimmer.
        m_property->SetDiffuse(0.95);
    } else {
        m_gpuMapper = vtkSmartPointer<vtkGPUVolumeRayCastMapper>::New();
        m_gpuMapper->SetAutoAdjustSampleDistances(0);
        m_gpuMapper->SetUseJittering(1); // Noise is less disturbing than the rings of even steps.
    }
    m_volume->SetMapper(&mapper());
}

void VolumeScene::Private::buildCube()
{
    // LPS: +x left, +y posterior, +z head.
    m_cube->SetXPlusFaceText("L");
    m_cube->SetXMinusFaceText("R");
    m_cube->SetYPlusFaceText("P");
    m_cube->SetYMinusFaceText("A");
    m_cube->SetZPlusFaceText("H");
    m_cube->SetZMinusFaceText("F");
    m_cube->SetZFaceTextRotation(90.0);
    m_cube->SetFaceTextScale(0.6);
    m_cube->GetCubeProperty()->SetColor(0.10, 0.125, 0.155);
    m_cube->GetTextEdgesProperty()->SetColor(0.17, 0.21, 0.25);
    for (vtkProperty* face : {m_cube->GetXPlusFaceProperty(), m_cube->GetXMinusFaceProperty(), m_cube->GetYPlusFaceProperty(),
             m_cube->GetYMinusFaceProperty(), m_cube->GetZPlusFaceProperty(), m_cube->GetZMinusFaceProperty()}) {
        setFace(face);
        face->SetColor(0.90, 0.93, 0.95);
    }
    m_cubeRenderer->AddActor(m_cube);
    m_cubeRenderer->SetLayer(1);
    m_cubeRenderer->InteractiveOff();
}

/// Square in device pixels, lower left, turned as the volume is.
void VolumeScene::Private::placeCube(QSize devicePixels)
{
    const double side = kCubeShare * std::min(devicePixels.width(), devicePixels.height());
    m_cubeRenderer->SetViewport(0.0, 0.0, side / devicePixels.width(), side / devicePixels.height());
    vtkCamera* camera = m_renderer->GetActiveCamera();
    vtkCamera* cubeCamera = m_cubeRenderer->GetActiveCamera();
    double direction[3];
    camera->GetDirectionOfProjection(direction);
    cubeCamera->SetFocalPoint(0.0, 0.0, 0.0);
    cubeCamera->SetPosition(-4.0 * direction[0], -4.0 * direction[1], -4.0 * direction[2]);
    cubeCamera->SetViewUp(camera->GetViewUp());
    cubeCamera->ParallelProjectionOn();
    cubeCamera->SetParallelScale(0.95);
    m_cubeRenderer->ResetCameraClippingRange();
}

void VolumeScene::Private::setQuality(bool isDraft, QSize devicePixels)
{
    const auto& spacing = m_grid->spacingMm;
    const double step = *std::min_element(spacing.begin(), spacing.end());
    const auto sample = static_cast<float>(isDraft ? 2.0 * step : step);
    const double pixels = static_cast<double>(devicePixels.width()) * devicePixels.height();
    // One ray for this many device pixels along each axis: a processor casts some 200,000 rays in a tenth of a second.
    const auto raster = [pixels](double rays) { return static_cast<float>(std::clamp(std::sqrt(pixels / rays), 1.0, 10.0)); };
    if (m_gpuMapper) {
        m_gpuMapper->SetImageSampleDistance(raster(isDraft ? 600'000.0 : pixels));
        m_gpuMapper->SetSampleDistance(sample);
    } else {
        m_cpuMapper->SetImageSampleDistance(raster(isDraft ? 40'000.0 : 400'000.0));
        m_cpuMapper->SetSampleDistance(sample);
        m_cpuMapper->SetInteractiveSampleDistance(sample); // It chooses between the two by a frame rate that we do not set.
    }
}

void VolumeScene::Private::setPosition(QPointF position)
{
    const int* size = m_bridge->window()->GetSize();
    m_interactor->SetSize(size[0], size[1]); // First: the flip is about this height.
    m_interactor->SetEventInformationFlipY(static_cast<int>(std::lround(position.x())), static_cast<int>(std::lround(position.y())));
}

VolumeScene::VolumeScene(std::unique_ptr<OpenGlBridge> bridge) : d(std::make_unique<Private>(std::move(bridge))) { }
VolumeScene::~VolumeScene() = default;
bool VolumeScene::isSoftware() const { return d->m_bridge->isSoftware(); }

void VolumeScene::setGrid(std::shared_ptr<const volume::RegularGrid> grid)
{
    d->m_renderer->RemoveVolume(d->m_volume);
    d->m_grid = std::move(grid);
    if (!d->m_grid) return;
    const volume::RegularGrid& g = *d->m_grid;
    vtkNew<vtkShortArray> voxels;
    // 1: VTK neither frees nor writes it.
    voxels->SetArray(const_cast<std::int16_t*>(g.voxels.data()), static_cast<vtkIdType>(g.voxels.size()), 1);
    vtkNew<vtkImageData> image;
    image->SetDimensions(g.size[0], g.size[1], g.size[2]);
    image->SetSpacing(g.spacingMm[0], g.spacingMm[1], g.spacingMm[2]);
    image->GetPointData()->SetScalars(voxels);
    d->mapper().SetInputDataObject(image);
    vtkNew<vtkMatrix4x4> toPatient; // From millimetres along the grid's axes to LPS.
    const Vec3 columns[4]{g.axisI, g.axisJ, g.axisK, g.originLps};
    for (int k = 0; k < 4; ++k) {
        toPatient->SetElement(0, k, columns[k].x);
        toPatient->SetElement(1, k, columns[k].y);
        toPatient->SetElement(2, k, columns[k].z);
    }
    d->m_volume->SetUserMatrix(toPatient);
    d->m_renderer->AddVolume(d->m_volume);
    resetCamera();
}

void VolumeScene::setPreset(const VolumePreset& preset)
{
    d->m_opacity->RemoveAllPoints();
    d->m_color->RemoveAllPoints();
    for (const TransferPoint& point : preset.points) {
        d->m_opacity->AddPoint(point.hu, point.opacity);
        d->m_color->AddRGBPoint(point.hu, point.red, point.green, point.blue);
    }
    d->m_property->SetShade(preset.isShaded ? 1 : 0);
    d->m_property->SetScalarOpacityUnitDistance(2.0);
    if (preset.isMaximum)
        d->mapper().SetBlendModeToMaximumIntensity();
    else
        d->mapper().SetBlendModeToComposite();
}

void VolumeScene::resetCamera()
{
    vtkCamera* camera = d->m_renderer->GetActiveCamera();
    camera->SetFocalPoint(0.0, 0.0, 0.0);
    camera->SetPosition(0.0, -1.0, 0.0); // In front of the patient: y runs to posterior.
    camera->SetViewUp(0.0, 0.0, 1.0);
    camera->SetViewAngle(25.0);
    d->m_renderer->ResetCamera();
    camera->Zoom(1.25);
}

Result<QImage> VolumeScene::render(QSize devicePixels, bool isDraft)
{
    if (!d->m_grid || devicePixels.isEmpty()) return QImage();
    d->setQuality(isDraft, devicePixels);
    d->placeCube(devicePixels);
    d->m_renderer->ResetCameraClippingRange();
    return d->m_bridge->render(devicePixels);
}

void VolumeScene::press(Button button, QPointF position)
{
    d->setPosition(position);
    switch (button) {
    case Button::Rotate: d->m_interactor->LeftButtonPressEvent(); break;
    case Button::Pan: d->m_interactor->MiddleButtonPressEvent(); break;
    case Button::Zoom: d->m_interactor->RightButtonPressEvent(); break;
    }
}

void VolumeScene::move(QPointF position)
{
    d->setPosition(position);
    d->m_interactor->MouseMoveEvent();
}

void VolumeScene::release(Button button, QPointF position)
{
    d->setPosition(position);
    switch (button) {
    case Button::Rotate: d->m_interactor->LeftButtonReleaseEvent(); break;
    case Button::Pan: d->m_interactor->MiddleButtonReleaseEvent(); break;
    case Button::Zoom: d->m_interactor->RightButtonReleaseEvent(); break;
    }
}

void VolumeScene::wheel(double notches) { d->m_renderer->GetActiveCamera()->Dolly(std::pow(1.1, notches)); }

VolumeScene::View VolumeScene::view() const
{
    vtkCamera* camera = d->m_renderer->GetActiveCamera();
    const double* direction = camera->GetDirectionOfProjection();
    const Vec3 toViewer{-direction[0], -direction[1], -direction[2]};
    const double* viewUp = camera->GetViewUp();
    Vec3 right = cross({viewUp[0], viewUp[1], viewUp[2]}, toViewer);
    right = right * (1.0 / std::max(1e-9, length(right)));
    return {right, cross(toViewer, right), toViewer};
}

} // namespace lobule::render::detail
