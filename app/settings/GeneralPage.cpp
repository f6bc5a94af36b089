#include "app/settings/GeneralPage.h"

#include "app/ErrorText.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace lobule::settings {

using theme::px;

GeneralPage::GeneralPage(Settings* settings, library::Library* library, QWidget* parent)
    : SettingsPage(parent), m_settings(settings), m_library(library)
{
    build();
    retranslate();
    connectFields();
}

void GeneralPage::build()
{
    m_institution = new QLineEdit(m_library->institution(), this);
    m_institution->setObjectName(QStringLiteral("institution"));
    m_institution->setMaxLength(64);
    m_language = new QComboBox(this);
    m_language->setObjectName(QStringLiteral("language"));
    for (const QString& code : languages()) m_language->addItem(languageName(code), code);
    m_language->setCurrentIndex(m_language->findData(m_settings->language()));
    m_device = new QComboBox(this);
    m_device->setObjectName(QStringLiteral("device"));
    m_model = new QLineEdit(m_settings->modelPackage(), this);
    m_model->setObjectName(QStringLiteral("model"));
    m_browse = new QPushButton(this);
    auto* modelRow = new QHBoxLayout;
    modelRow->setSpacing(px(8));
    modelRow->addWidget(m_model, 1);
    modelRow->addWidget(m_browse);
    m_folder = new QLineEdit(QDir::toNativeSeparators(m_library->folder()), this);
    m_folder->setReadOnly(true);
    m_workers = new QSpinBox(this);
    m_workers->setObjectName(QStringLiteral("workers"));
    m_workers->setRange(0, 64);
    m_workers->setValue(m_settings->importWorkers());
    m_note = new QLabel(this);
    m_note->setWordWrap(true);
    theme::setRole(m_note, "small");
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    theme::setRole(m_problem, "error");
    m_problem->hide();

    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(px(16));
    m_form->setVerticalSpacing(px(12));
    for (QWidget* field : {static_cast<QWidget*>(m_institution), static_cast<QWidget*>(m_language), static_cast<QWidget*>(m_device)})
        m_form->addRow(new QLabel(this), field);
    m_form->addRow(new QLabel(this), modelRow);
    m_form->addRow(new QLabel(this), m_workers);
    m_form->addRow(new QLabel(this), m_folder);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(16));
    column->addLayout(m_form);
    column->addWidget(m_note);
    column->addWidget(m_problem);
    column->addStretch();
}

void GeneralPage::connectFields()
{
    connect(m_institution, &QLineEdit::editingFinished, this, &GeneralPage::storeInstitution);
    connect(m_language, &QComboBox::activated, this, [this] { m_settings->setLanguage(m_language->currentData().toString()); });
    connect(m_device, &QComboBox::activated, this, [this] { m_settings->setDevice(m_device->currentData().toString()); });
    connect(m_model, &QLineEdit::editingFinished, this, &GeneralPage::storeModel);
    connect(m_browse, &QPushButton::clicked, this, &GeneralPage::chooseModel);
    connect(m_workers, &QSpinBox::valueChanged, this, [this](int value) { m_settings->setImportWorkers(value); });
}

QString GeneralPage::title() const { return tr("General"); }

void GeneralPage::retranslate()
{
    const QStringList names{
        tr("Institution"), tr("Language"), tr("Compute device"), tr("Model package"), tr("Import workers"), tr("Library folder")};
    for (int row = 0; row < m_form->rowCount(); ++row)
        if (auto* label = qobject_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())) label->setText(names.value(row));
    m_institution->setToolTip(tr("Studies imported from now on belong to this institution."));
    m_model->setPlaceholderText(tr("Shipped demonstration model"));
    m_browse->setText(tr("Choose..."));
    m_workers->setSpecialValueText(tr("Automatic (%n core(s))", nullptr, QThread::idealThreadCount()));
    m_note->setText(tr("Changes are applied and stored at once. Studies imported from now on carry the institution's name."));
    fillDevices();
}

void GeneralPage::fillDevices()
{
    const QSignalBlocker blocker(m_device);
    m_device->clear();
    m_device->addItem(tr("Automatic (GPU when there is one)"), QStringLiteral("auto"));
    m_device->addItem(tr("CPU"), QStringLiteral("cpu"));
    m_device->addItem(tr("NVIDIA GPU (CUDA)"), QStringLiteral("cuda:0"));
    if (m_device->findData(m_settings->device()) < 0) m_device->addItem(m_settings->device(), m_settings->device());
    m_device->setCurrentIndex(m_device->findData(m_settings->device()));
}

void GeneralPage::chooseModel()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a model package"), m_model->text());
    theme::forgetDialogFolders();
    if (folder.isEmpty()) return;
    m_model->setText(QDir::toNativeSeparators(folder));
    storeModel();
}

void GeneralPage::storeModel()
{
    const QString folder = QDir::fromNativeSeparators(m_model->text().trimmed());
    const bool usable = folder.isEmpty() || QDir(folder).exists();
    m_problem->setVisible(!usable);
    m_problem->setText(usable ? QString() : tr("There is no folder %1; the model was not changed.").arg(m_model->text()));
    if (usable) m_settings->setModelPackage(folder);
}

void GeneralPage::storeInstitution()
{
    const QString name = m_institution->text().trimmed();
    if (name.isEmpty() || name == m_library->institution()) {
        m_institution->setText(m_library->institution());
        return;
    }
    const auto stored = m_library->setInstitution(name);
    m_problem->setVisible(!stored);
    if (!stored) {
        m_problem->setText(app::errorText(stored.error()));
        return;
    }
    m_problem->clear();
    Q_EMIT institutionChanged(name);
}

} // namespace lobule::settings
